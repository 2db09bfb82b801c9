# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_cyberfly_global_optspecs
    string join \n data-dir= config= socket= url= token-file= context= key= o/output= json q/quiet v/verbose color= passphrase-file= passphrase-command= passphrase-fd= y/yes no-input timeout= h/help V/version
end

function __fish_cyberfly_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_cyberfly_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_cyberfly_using_subcommand
    set -l cmd (__fish_cyberfly_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c cyberfly -n "__fish_cyberfly_needs_command" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_needs_command" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_needs_command" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_needs_command" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_needs_command" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_needs_command" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_needs_command" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_needs_command" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_needs_command" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_needs_command" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_needs_command" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_needs_command" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_needs_command" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_needs_command" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -s V -l version -d 'Print version'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "start" -d 'Run a node'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "stop" -d 'End the node'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "status" -d 'Show how the node is'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "wait" -d 'Wait until the node is ready'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "doctor" -d 'Look for everything that could be wrong, and say how to mend it'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "check" -d 'Tell a monitoring system how the node is'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "keygen" -d 'Make a signing key'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "key" -d 'Keep signing keys'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "data" -d 'Read and write data'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "config" -d 'Look at the configuration and change it'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "context" -d 'Save and use ways to other nodes'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "completions" -d 'Print the completions of a shell'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "man" -d 'Print the manual page, or write all of them'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "version" -d 'Print the version'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "help" -d 'Explain a command or a topic'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l http -d 'Where the HTTP door listens [default: 127.0.0.1:7420]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l detach -d 'Go to the background and return when the node is ready'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l ephemeral -d 'Keep the state in a temporary directory and remove it at the end'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l in-background -d 'What `--detach` runs in the background'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -l ready -d 'Wait until the node serves (what is waited for anyway)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l format -d 'In whose words' -r -f -a "nagios\t'One line, with figures behind a bar'
prometheus\t'Prometheus text, for a file that its node exporter reads'
json\t'One JSON document'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l warn -d 'disk: less free space than this is a warning, as 10GiB or 20%' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l crit -d 'disk: less free space than this is critical' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l out -d 'Write the key to this file instead' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l encrypt -d 'Keep it under a passphrase, and ask for it if it is not said where it is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -f -a "list" -d 'List the keys that are kept'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -f -a "show" -d 'Show the public part of a key'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -f -a "import" -d 'Keep a key that was made elsewhere'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -f -a "export" -d 'Write a key with its secret part'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -f -a "remove" -d 'Remove a key for good'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -f -a "sign" -d 'Vouch for a file with a signature beside it'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove sign verify" -f -a "verify" -d 'Say who vouches for a file'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l seed -d 'The file holds the 32 bytes of a seed (RFC 8032) in hexadecimal'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l encrypt -d 'Keep it under a passphrase, and ask for it if it is not said where it is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l out -d 'Write it to this file, which must not be there yet' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l to-stdout -d 'Write the secret to standard output'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l encrypt -d 'Write it under a passphrase, and ask for it if it is not said where it is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -l out -d 'Where the signature goes; an existing file is left as it is [default: FILE.sig]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l signature -d 'The signature [default: FILE.sig]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l by -d 'Whose signature it has to be: a public key, or the name of a kept key' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -f -a "put" -d 'Store a value under a key'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -f -a "get" -d 'Print the value of a key'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del" -f -a "del" -d 'Delete keys'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l file -d 'Read the value from this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l out -d 'Write the value to this file, whole or not at all' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l raw -d 'Write the bytes alone, on a terminal too'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -f -a "init" -d 'Write a configuration file, after some questions on a terminal'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -f -a "show" -d 'Show every value'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -f -a "get" -d 'Print a value'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -f -a "set" -d 'Set a value in the file'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -f -a "edit" -d 'Open the file in $VISUAL or $EDITOR, and take it over if nothing is wrong with it'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -f -a "check" -d 'Tell everything that is wrong'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -f -a "path" -d 'Print where the file is, or would be'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -f -a "schema" -d 'Print the JSON Schema of the file'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -f -a "diff" -d 'Show what differs from the configuration that the node runs with'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -l origin -d 'Show where each value comes from too'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -l dry-run -d 'Only look whether it could be set'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -f -a "add" -d 'Save the way to a node: --socket PATH, or --url URL with --token-file FILE or --key NAME --node ID'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -f -a "list" -d 'List the ways that are saved'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -f -a "use" -d 'Use one from now on'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -f -a "previous" -d 'Use the one that was used before'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -f -a "show" -d 'Show one'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -f -a "remove" -d 'Forget one'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -l node -d 'The node\'s id; tokens by --key are made for it alone, whatever answers at the URL' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -l scope -d 'What tokens by --key are for' -r -f -a "operator\t'To do what an operator may do, if the key is an operator\'s'
read\t'To read what the key may read'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -l out -d 'Write one page for each command into this directory' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -s h -l help -d 'Print help (see more with \'--help\')'

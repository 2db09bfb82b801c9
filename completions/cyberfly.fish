# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_cyberfly_global_optspecs
    string join \n data-dir= config= socket= url= token-file= context= key= o/output= json q/quiet v/verbose color= no-progress no-pager passphrase-file= passphrase-command= passphrase-fd= y/yes no-input reach= timeout= h/help V/version
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
complete -c cyberfly -n "__fish_cyberfly_needs_command" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_needs_command" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_needs_command" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -s V -l version -d 'Print version'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "start" -d 'Run a node'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "stop" -d 'End the node'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "status" -d 'Show how the node is'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "wait" -d 'Wait until the node is ready'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "top" -d 'Watch how the node is, live'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "doctor" -d 'Look for everything that could be wrong, and say how to mend it'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "check" -d 'Tell a monitoring system how the node is'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "peers" -d 'See other nodes and how it stands with each'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "sync" -d 'Keep peers in agreement, and see how it stands with each'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "ticket" -d 'Print what another node needs to connect to this one'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "topology" -d 'Show who is connected to whom, as far as the node knows'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "keygen" -d 'Make a signing key'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "key" -d 'Keep signing keys'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "data" -d 'Read and write data'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "db" -d 'Keep databases and who may use them'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "backup" -d 'Make backups and look after them'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "restore" -d 'Restore a backup'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "verify" -d 'Check every signature, hash and index entry of the store again'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "audit" -d 'Show who did what on this node, and verify that record'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "config" -d 'Look at the configuration and change it'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "context" -d 'Save and use ways to other nodes'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "completions" -d 'Print the completions of a shell'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "man" -d 'Print the manual page, or write all of them'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "schema" -d 'Print the JSON Schema of what a command prints'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "version" -d 'Print the version'
complete -c cyberfly -n "__fish_cyberfly_needs_command" -f -a "help" -d 'Explain a command or a topic'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l http -d 'Where the HTTP door listens [default: 127.0.0.1:7420]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l listen -d 'Where connections of other nodes are taken [default: *:7421, as far as --reach goes]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l peer -d 'A peer to connect to: what cyberfly ticket prints there, or ID@HOST:PORT' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l network -d 'The network to belong to [default: main]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l replicate -d 'The databases to replicate: own, all, or patterns of names, with commas in between [default: own]' -r
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l detach -d 'Go to the background and return when the node is ready'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l ephemeral -d 'Keep the state in a temporary directory and remove it at the end'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l in-background -d 'What `--detach` runs in the background'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand start" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand stop" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand status" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -l ready -d 'Wait until the node serves (what is waited for anyway)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand wait" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l screen -d 'The screen that is shown first' -r -f -a "overview\t'How the node is, in one look'
peers\t'Other nodes, and how it stands with each'
health\t'Every check'
databases\t'Databases, keys and values'
events\t'What happens, and the log'
metrics\t'Every figure over time'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l record -d 'Write what is heard to this new file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l replay -d 'Show a recording instead of a node' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l speed -d 'How many seconds of a recording pass in one' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l seek -d 'Begin so far behind the beginning of a recording; with --once without it, at its end' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l theme -d 'What the background of the terminal is like [default: as it says, else dark]' -r -f -a "dark\t'Dark'
light\t'Light'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l once -d 'Print one picture and end'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l basic -d 'Draw with ASCII alone'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l readonly -d 'Offer nothing that changes anything'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l print-keys -d 'Print the table of keys as the configuration takes it, and end'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l print-theme -d 'Print the colours as the configuration takes them, and end'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand top" -s h -l help -d 'Print help (see more with \'--help\')'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand doctor" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -f -a "list" -d 'List the peers and how it stands with each'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -f -a "show" -d 'Show everything that is known of one peer'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -f -a "add" -d 'Connect to a peer'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -f -a "remove" -d 'End the connection with a peer and forget it'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -f -a "ban" -d 'End the connection with a peer and have none with it any more, after a restart too'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -f -a "unban" -d 'Take a ban back'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -f -a "ping" -d 'Ask a peer whether it is there'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -f -a "rules" -d 'List the rules about who may connect, and how often each decided'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and not __fish_seen_subcommand_from list show add remove ban unban ping rules certify" -f -a "certify" -d 'Let the node read, from its peers, what the signing key may read'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from list" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from list" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from list" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from list" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from list" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from list" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from list" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from list" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from list" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from list" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from list" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from list" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from list" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from list" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from list" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from list" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from show" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from show" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from show" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from show" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from show" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from show" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from show" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from show" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from show" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from show" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from show" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from show" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from show" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from show" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from show" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from show" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from show" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from show" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from add" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from add" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from add" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from add" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from add" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from add" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from add" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from add" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from add" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from add" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from add" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from add" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from add" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from add" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from add" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from add" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from add" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from add" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from add" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from remove" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from remove" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from remove" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from remove" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from remove" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from remove" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from remove" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from remove" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from remove" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from remove" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from remove" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from remove" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from remove" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from remove" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from remove" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from remove" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from remove" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from remove" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ban" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ban" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ban" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ban" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ban" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ban" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ban" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ban" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ban" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ban" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ban" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ban" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ban" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ban" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ban" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ban" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ban" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ban" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ban" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ban" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ban" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ban" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from unban" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from unban" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from unban" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from unban" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from unban" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from unban" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from unban" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from unban" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from unban" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from unban" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from unban" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from unban" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from unban" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from unban" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from unban" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from unban" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from unban" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from unban" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from unban" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from unban" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from unban" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from unban" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ping" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ping" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ping" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ping" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ping" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ping" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ping" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ping" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ping" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ping" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ping" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ping" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ping" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ping" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ping" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ping" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ping" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ping" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ping" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ping" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ping" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from ping" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from rules" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from rules" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from rules" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from rules" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from rules" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from rules" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from rules" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from rules" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from rules" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from rules" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from rules" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from rules" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from rules" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from rules" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from rules" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from rules" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from rules" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from rules" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from rules" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from rules" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from rules" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from rules" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -l valid -d 'For how long' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand peers; and __fish_seen_subcommand_from certify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -l wait -d 'Wait, for as long as --timeout says'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -l until-converged -d 'Until every configured or connected peer was reached and holds the same of all that both replicate'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -f -a "status" -d 'Show how it stands with each peer'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -f -a "now" -d 'Look for differences now, with one peer or all, and fetch what is missing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -f -a "pause" -d 'Hold no sync sessions any more, and break off those under way'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -f -a "resume" -d 'Hold sync sessions again'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and not __fish_seen_subcommand_from status now pause resume history" -f -a "history" -d 'List the sessions that are over, the last first'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from status" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from status" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from status" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from status" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from status" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from status" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from status" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from status" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from status" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from status" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from status" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from status" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from status" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from status" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from status" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from status" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from status" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from status" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from status" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -l db -d 'This database alone, by its full name' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from now" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from pause" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from pause" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from pause" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from pause" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from pause" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from pause" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from pause" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from pause" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from pause" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from pause" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from pause" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from pause" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from pause" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from pause" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from pause" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from pause" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from pause" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from pause" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from pause" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from pause" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from pause" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from pause" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from resume" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from resume" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from resume" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from resume" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from resume" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from resume" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from resume" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from resume" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from resume" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from resume" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from resume" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from resume" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from resume" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from resume" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from resume" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from resume" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from resume" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from resume" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from resume" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from resume" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from history" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from history" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from history" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from history" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from history" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from history" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from history" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from history" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from history" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from history" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from history" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from history" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from history" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from history" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from history" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from history" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from history" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from history" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from history" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from history" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from history" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand sync; and __fish_seen_subcommand_from history" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand ticket" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand ticket" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand ticket" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand ticket" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand ticket" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand ticket" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand ticket" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand ticket" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand ticket" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand ticket" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand ticket" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand ticket" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand ticket" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand ticket" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand ticket" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand ticket" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand ticket" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand ticket" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand ticket" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand ticket" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand ticket" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand ticket" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -l dot -d 'Print a picture in the language of Graphviz'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand topology" -s h -l help -d 'Print help (see more with \'--help\')'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l encrypt -d 'Keep it under a passphrase, and ask for it if it is not said where it is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand keygen" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -f -a "list" -d 'List the keys that are kept'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -f -a "show" -d 'Show the public part of a key'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -f -a "import" -d 'Keep a key that was made elsewhere'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -f -a "export" -d 'Write a key with its secret part'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -f -a "remove" -d 'Remove a key for good'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -f -a "rotate" -d 'Let a new key do what a key does, in every database of it'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -f -a "sign" -d 'Vouch for a file with a signature beside it'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and not __fish_seen_subcommand_from list show import export remove rotate sign verify" -f -a "verify" -d 'Say who vouches for a file'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from list" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from show" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l seed -d 'The file holds the 32 bytes of a seed (RFC 8032) in hexadecimal'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l encrypt -d 'Keep it under a passphrase, and ask for it if it is not said where it is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from import" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l to-stdout -d 'Write the secret to standard output'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l encrypt -d 'Write it under a passphrase, and ask for it if it is not said where it is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from export" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -l to -d 'The name of the new key [default: the same with a number]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -l encrypt -d 'Keep it under a passphrase, as it is kept anyway if the old one is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from rotate" -s h -l help -d 'Print help (see more with \'--help\')'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from sign" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand key; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "put" -d 'Store a value under a key'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "get" -d 'Print the value of a key'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "del" -d 'Delete keys'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "scan" -d 'List keys'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "type" -d 'Print the type of a key'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "ttl" -d 'Print how many seconds are left until a key ends'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "expire" -d 'Let a key end after a time'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "persist" -d 'Let a key stay'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "history" -d 'List what was written to a key, the latest first'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "hash" -d 'Fields with values'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "list" -d 'Values in an order'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "set" -d 'Members, each once'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "zset" -d 'Members with scores, in their order'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "json" -d 'Documents'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "stream" -d 'Entries that are added at the end'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "ts" -d 'Numbers over time'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "geo" -d 'Members with a position'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "counter" -d 'Numbers that many add to'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "blob" -d 'Files'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "batch" -d 'Carry out lines of commands as one operation'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "import" -d 'Take in what `data export` wrote'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "export" -d 'Write everything, a line for each key'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and not __fish_seen_subcommand_from put get del scan type ttl expire persist history hash list set zset json stream ts geo counter blob batch import export watch" -f -a "watch" -d 'Print what is written, as it is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l file -d 'Read the value from this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l ttl -d 'Let the key end after this time' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l content-type -d 'Keep it as a file of this type' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l wait-replicas -d 'Return when so many peers have it on their disks, too; exit code 5 if they do not within --timeout' -r
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l if-absent -d 'Only if the key holds nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from put" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l path -d 'Write what a JSONPath (RFC 9535) selects in a document, one value a line' -r
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l raw -d 'Write the bytes alone, on a terminal too'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l prefix -d 'Delete all keys that begin with this, after a question' -r
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from del" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l match -d 'A pattern that the whole key matches: `*`, `?`, `[a-z]`' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l limit -d 'Stop after so many; without it, at the end' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l cursor -d 'Go on where an earlier answer stopped: its `next_cursor`' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l values -d 'Print the values of strings too'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from scan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from type" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ttl" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from expire" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from persist" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l limit -d 'Stop after so many; without it, at the end' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l cursor -d 'Go on where an earlier answer stopped: its `next_cursor`' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from history" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -f -a "set" -d 'Write fields'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -f -a "get" -d 'Print the values of fields, one a line'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -f -a "all" -d 'Print all fields with their values'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -f -a "del" -d 'Delete fields'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from hash" -f -a "incr" -d 'Add to the number in a field'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -f -a "push" -d 'Push values at the right end'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -f -a "unshift" -d 'Push values at the left end'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -f -a "pop" -d 'Take elements off the right end'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -f -a "shift" -d 'Take elements off the left end'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -f -a "range" -d 'Print the elements between two indexes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -f -a "set" -d 'Replace the element at an index'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -f -a "insert" -d 'Insert a value beside an element'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -f -a "remove" -d 'Remove elements that have a value'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -f -a "len" -d 'Print how many elements there are'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from list" -f -a "trim" -d 'Remove all but the elements between two indexes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -f -a "add" -d 'Add members'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -f -a "rem" -d 'Remove members'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -f -a "members" -d 'Print the members, one a line'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -f -a "has" -d 'Say of members whether they are there'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -f -a "card" -d 'Print how many members there are'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -f -a "inter" -d 'Print the members that all of several sets have'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -f -a "union" -d 'Print the members that any of several sets has'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from set" -f -a "diff" -d 'Print the members of the first set that no other has'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -f -a "add" -d 'Add members, or change their scores'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -f -a "rem" -d 'Remove members'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -f -a "range" -d 'Print the members between two ranks with their scores'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -f -a "rangebyscore" -d 'Print the members between two scores'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -f -a "rank" -d 'Print the rank of a member, from 0'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -f -a "score" -d 'Print the scores of members, one a line'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -f -a "incr" -d 'Add to the score of a member'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from zset" -f -a "card" -d 'Print how many members there are'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -f -a "set" -d 'Set the value at a place'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -f -a "get" -d 'Print what is at a place'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -f -a "merge" -d 'Merge a patch into what is at a place'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -f -a "del" -d 'Delete what is at a place, at `$` the key'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from json" -f -a "query" -d 'Print what a JSONPath selects, one value a line'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -f -a "add" -d 'Add an entry'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -f -a "range" -d 'Print the entries between two ids'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -f -a "read" -d 'Print the entries behind an id'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -f -a "len" -d 'Print how many entries there are'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from stream" -f -a "trim" -d 'Remove the oldest entries'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -f -a "add" -d 'Add samples'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -f -a "range" -d 'Print the samples within a window'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -f -a "latest" -d 'Print the latest sample'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -f -a "agg" -d 'Print what the samples within a window add up to'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from ts" -f -a "del" -d 'Delete the samples within a window'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -f -a "add" -d 'Put members at positions'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -f -a "pos" -d 'Print where members are'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -f -a "dist" -d 'Print how far two members are apart'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -f -a "radius" -d 'Print the members within a distance of a place'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -f -a "box" -d 'Print the members within a box around a place'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from geo" -f -a "rem" -d 'Remove members'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -f -a "incr" -d 'Add to a counter, or take away'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from counter" -f -a "get" -d 'Print the value of a counter'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -f -a "put" -d 'Store a file under a key'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -f -a "get" -d 'Print the bytes of a file'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -f -a "stat" -d 'Print what is known of a file'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from blob" -f -a "list" -d 'List the keys that hold files'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from batch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l format -d 'How it is written' -r -f -a "ndjson\t'A JSON object a line'
json\t'One JSON array of such objects, which has to fit into memory'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l batch -d 'How many lines become one operation' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l skip -d 'Pass over the first lines' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l rejects -d 'Write the lines that are refused to this file, each with the reason, and keep going' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -l signed -d 'Write the signed operations themselves: those that write to such a key, each whole, and all about rights'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -l since -d 'Begin behind this place; 0 is the beginning' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -l db -d 'The database: a full name, or the short name of one of the signing key\'s own [default: default]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand data; and __fish_seen_subcommand_from watch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -f -a "create" -d 'Name a new database'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -f -a "list" -d 'List the databases'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -f -a "info" -d 'Print what is known of a database'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -f -a "grant" -d 'Give a key a role'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -f -a "revoke" -d 'Take a role from a key'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and not __fish_seen_subcommand_from create list info grant revoke acl" -f -a "acl" -d 'Print who may do what'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -l private -d 'Only those who hold a role may read it'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -l limit -d 'Stop after so many; without it, at the end' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -l cursor -d 'Go on where an earlier answer stopped: its `next_cursor`' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from info" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from grant" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -l from -d 'From which stamp on what the key signed is void; from now on without it' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand db; and __fish_seen_subcommand_from acl" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -l repo -d 'The backup repository [default: `backup.repo` of the configuration, else `backups` beside the data]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -f -a "create" -d 'Make a snapshot, of a live node or of a data directory'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -f -a "list" -d 'List the snapshots'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -f -a "show" -d 'Print what is known of a snapshot'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -f -a "diff" -d 'Print in which databases two snapshots differ'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -f -a "verify" -d 'Check that a snapshot is whole'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -f -a "restore" -d 'Restore a snapshot, as `cyberfly restore` does'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and not __fish_seen_subcommand_from create list show diff verify restore forget" -f -a "forget" -d 'Forget snapshots that a policy does not keep, and take away what only they needed'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l db -d 'Only this database: a full name, or the short name of one of the signing key\'s own' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l to -d 'Write it to this file as one stream; `-` is standard output' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l tag -d 'Call it so; may be given several times' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l repo -d 'The backup repository [default: `backup.repo` of the configuration, else `backups` beside the data]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l full -d 'Read and write everything, whatever is there already'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l without-blobs -d 'Leave out the files that values refer to'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l include-identity -d 'Put the node\'s secret key into it, which an encrypted repository alone takes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -l repo -d 'The backup repository [default: `backup.repo` of the configuration, else `backups` beside the data]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -l repo -d 'The backup repository [default: `backup.repo` of the configuration, else `backups` beside the data]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -l repo -d 'The backup repository [default: `backup.repo` of the configuration, else `backups` beside the data]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l subset -d 'Only a part of the packs, as 1/7' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l max-duration -d 'Stop after about this long' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l repo -d 'The backup repository [default: `backup.repo` of the configuration, else `backups` beside the data]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l all -d 'Every snapshot in the repository'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l quick -d 'Only the manifest, its signature, and that all packs are there and as long as they should be'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l full -d 'Every hash and the signature of every operation, which is what is done without a level'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l trial-restore -d 'All that, and a restore into a temporary place'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l repo -d 'The backup repository [default: `backup.repo` of the configuration, else `backups` beside the data]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l db -d 'Merge only this database into the data that are here: a full name, or the short name of one of the signing key\'s own' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l new-identity -d 'Have the restored node get a new identity, which it does anyway'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l with-identity -d 'Take over the node\'s identity, if it is in the snapshot'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l dry-run -d 'Only say what would be done'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l keep-last -d 'Keep the last N snapshots' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l keep-hourly -d 'Keep the last one of each of the last N hours that have one' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l keep-daily -d 'The same of days' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l keep-weekly -d 'The same of weeks' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l keep-monthly -d 'The same of months' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l keep-yearly -d 'The same of years' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l keep-within -d 'Keep all that were made within this time before the last one' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l keep-tag -d 'Keep all that have this tag; may be given several times' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l repo -d 'The backup repository [default: `backup.repo` of the configuration, else `backups` beside the data]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l dry-run -d 'Only say what would be done'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand backup; and __fish_seen_subcommand_from forget" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l repo -d 'The backup repository [default: `backup.repo` of the configuration, else `backups` beside the data]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l db -d 'Merge only this database into the data that are here: a full name, or the short name of one of the signing key\'s own' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l new-identity -d 'Have the restored node get a new identity, which it does anyway'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l with-identity -d 'Take over the node\'s identity, if it is in the snapshot'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l dry-run -d 'Only say what would be done'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l db -d 'Only this database: a full name, or the short name of one of the signing key\'s own' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l subset -d 'Only a part, as 1/7' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l max-duration -d 'Stop after about this long' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l rate -d 'Read at most so much of the journal in a second, as 20MiB' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l offline -d 'Work on the data directory in this process, with no node'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l online -d 'Talk to a running node or fail'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l repair -d 'Set aside what is wrong and build the index anew'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l resume -d 'Go on where the running node\'s last verification stopped; without a node it begins anew'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -f -a "tail" -d 'Show the last lines'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -f -a "search" -d 'Find lines'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and not __fish_seen_subcommand_from tail search verify" -f -a "verify" -d 'Look for lines that were removed, changed or moved'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -s n -l lines -d 'How many' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -s f -l follow -d 'Go on with the lines that come; for this the node must run'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from tail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -l kind -d 'Only of this kind: act, refusal, write, read, node, checkpoint' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -l who -d 'Only by this one: operator, anyone, node, or the beginning of a key' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -l since -d 'Only what is not older than this' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -l limit -d 'How many of the last that are found' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -l failed -d 'Only what did not end well'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from search" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -l by -d 'The node\'s public key, in hex [default: that of node.key in the data directory]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand audit; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and not __fish_seen_subcommand_from init show get set edit check path schema diff" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from init" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -l origin -d 'Show where each value comes from too'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from show" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from get" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from set" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from edit" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from check" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from path" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from schema" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand config; and __fish_seen_subcommand_from diff" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and not __fish_seen_subcommand_from add list use previous show remove" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from add" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from list" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from use" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from previous" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from show" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand context; and __fish_seen_subcommand_from remove" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand completions" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -l out -d 'Write all of them into this directory' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -l data-dir -d 'The node\'s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -l config -d 'The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in $XDG_CONFIG_HOME/cyberfly, if it is there]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -l socket -d 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -l url -d 'The HTTP address of a node, instead of the admin socket' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -l token-file -d 'The token for it is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -l context -d 'A node by the name it was saved under, see cyberfly context' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -l key -d 'The signing key, by name or file [default: the key named "default"]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -s o -l output -d 'How results are written [default: table on a terminal, plain off it]' -r -f -a "table\t'For people'
plain\t'For simple scripts: no decoration'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -l passphrase-file -d 'The passphrase of the key is in this file' -r -F
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -l passphrase-command -d 'The passphrase of the key is what this shell command prints' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -l passphrase-fd -d 'The passphrase of the key can be read from this open file descriptor' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -l dry-run -d 'Only say what would be done, and change nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand schema" -s h -l help -d 'Print help (see more with \'--help\')'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand version" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
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
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -l reach -d 'How far start may talk: this machine, the local network, everyone [default: local]' -r -f -a "local\t''
lan\t''
internet\t''"
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -l timeout -d 'How long a call may wait [default: 30s]' -r
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -l json -d 'The same as --output json'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -s q -l quiet -d 'Say nothing beside the result'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -s v -l verbose -d 'Say more'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -l no-progress -d 'Do not tell how far a long command is'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -l no-pager -d 'Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -s y -l yes -d 'Answer every question with yes'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -l no-input -d 'Ask nothing'
complete -c cyberfly -n "__fish_cyberfly_using_subcommand help" -s h -l help -d 'Print help (see more with \'--help\')'


using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'cyberfly' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'cyberfly'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'cyberfly' {
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'The node''s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration, as TOML, YAML or JSON')
            [CompletionResult]::new('--socket', '--socket', [CompletionResultType]::ParameterName, 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The signing key, by name or file [default: the key named "default"]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a call may wait [default: 30s]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --output json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Run a node')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'End the node')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show how the node is')
            [CompletionResult]::new('wait', 'wait', [CompletionResultType]::ParameterValue, 'Wait until the node is ready')
            [CompletionResult]::new('keygen', 'keygen', [CompletionResultType]::ParameterValue, 'Make a signing key')
            [CompletionResult]::new('data', 'data', [CompletionResultType]::ParameterValue, 'Read and write data')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page, or write all of them')
            [CompletionResult]::new('version', 'version', [CompletionResultType]::ParameterValue, 'Print the version')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Explain a command or a topic')
            break
        }
        'cyberfly;start' {
            [CompletionResult]::new('--http', '--http', [CompletionResultType]::ParameterName, 'Where the HTTP door listens [default: 127.0.0.1:7420]')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'The node''s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration, as TOML, YAML or JSON')
            [CompletionResult]::new('--socket', '--socket', [CompletionResultType]::ParameterName, 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The signing key, by name or file [default: the key named "default"]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a call may wait [default: 30s]')
            [CompletionResult]::new('--detach', '--detach', [CompletionResultType]::ParameterName, 'Go to the background and return when the node is ready')
            [CompletionResult]::new('--ephemeral', '--ephemeral', [CompletionResultType]::ParameterName, 'Keep the state in a temporary directory and remove it at the end')
            [CompletionResult]::new('--in-background', '--in-background', [CompletionResultType]::ParameterName, 'What `--detach` runs in the background')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --output json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cyberfly;stop' {
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'The node''s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration, as TOML, YAML or JSON')
            [CompletionResult]::new('--socket', '--socket', [CompletionResultType]::ParameterName, 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The signing key, by name or file [default: the key named "default"]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a call may wait [default: 30s]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --output json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cyberfly;status' {
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'The node''s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration, as TOML, YAML or JSON')
            [CompletionResult]::new('--socket', '--socket', [CompletionResultType]::ParameterName, 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The signing key, by name or file [default: the key named "default"]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a call may wait [default: 30s]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --output json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cyberfly;wait' {
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'The node''s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration, as TOML, YAML or JSON')
            [CompletionResult]::new('--socket', '--socket', [CompletionResultType]::ParameterName, 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The signing key, by name or file [default: the key named "default"]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a call may wait [default: 30s]')
            [CompletionResult]::new('--ready', '--ready', [CompletionResultType]::ParameterName, 'Wait until the node serves (what is waited for anyway)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --output json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cyberfly;keygen' {
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write the key to this file instead')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'The node''s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration, as TOML, YAML or JSON')
            [CompletionResult]::new('--socket', '--socket', [CompletionResultType]::ParameterName, 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The signing key, by name or file [default: the key named "default"]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a call may wait [default: 30s]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --output json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cyberfly;data' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database: a full name, or the short name of one of the signing key''s own [default: default]')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'The node''s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration, as TOML, YAML or JSON')
            [CompletionResult]::new('--socket', '--socket', [CompletionResultType]::ParameterName, 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The signing key, by name or file [default: the key named "default"]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a call may wait [default: 30s]')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Work on the data directory in this process, with no node')
            [CompletionResult]::new('--online', '--online', [CompletionResultType]::ParameterName, 'Talk to a running node or fail')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --output json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('put', 'put', [CompletionResultType]::ParameterValue, 'Store a value under a key')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of a key')
            [CompletionResult]::new('del', 'del', [CompletionResultType]::ParameterValue, 'Delete keys')
            break
        }
        'cyberfly;data;put' {
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Read the value from this file')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database: a full name, or the short name of one of the signing key''s own [default: default]')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'The node''s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration, as TOML, YAML or JSON')
            [CompletionResult]::new('--socket', '--socket', [CompletionResultType]::ParameterName, 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The signing key, by name or file [default: the key named "default"]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a call may wait [default: 30s]')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Work on the data directory in this process, with no node')
            [CompletionResult]::new('--online', '--online', [CompletionResultType]::ParameterName, 'Talk to a running node or fail')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --output json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cyberfly;data;get' {
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write the value to this file, whole or not at all')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database: a full name, or the short name of one of the signing key''s own [default: default]')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'The node''s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration, as TOML, YAML or JSON')
            [CompletionResult]::new('--socket', '--socket', [CompletionResultType]::ParameterName, 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The signing key, by name or file [default: the key named "default"]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a call may wait [default: 30s]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Write the bytes alone, on a terminal too')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Work on the data directory in this process, with no node')
            [CompletionResult]::new('--online', '--online', [CompletionResultType]::ParameterName, 'Talk to a running node or fail')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --output json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cyberfly;data;del' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database: a full name, or the short name of one of the signing key''s own [default: default]')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'The node''s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration, as TOML, YAML or JSON')
            [CompletionResult]::new('--socket', '--socket', [CompletionResultType]::ParameterName, 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The signing key, by name or file [default: the key named "default"]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a call may wait [default: 30s]')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Work on the data directory in this process, with no node')
            [CompletionResult]::new('--online', '--online', [CompletionResultType]::ParameterName, 'Talk to a running node or fail')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --output json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cyberfly;completions' {
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'The node''s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration, as TOML, YAML or JSON')
            [CompletionResult]::new('--socket', '--socket', [CompletionResultType]::ParameterName, 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The signing key, by name or file [default: the key named "default"]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a call may wait [default: 30s]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --output json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cyberfly;man' {
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write one page for each command into this directory')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'The node''s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration, as TOML, YAML or JSON')
            [CompletionResult]::new('--socket', '--socket', [CompletionResultType]::ParameterName, 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The signing key, by name or file [default: the key named "default"]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a call may wait [default: 30s]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --output json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cyberfly;version' {
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'The node''s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration, as TOML, YAML or JSON')
            [CompletionResult]::new('--socket', '--socket', [CompletionResultType]::ParameterName, 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The signing key, by name or file [default: the key named "default"]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a call may wait [default: 30s]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --output json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cyberfly;help' {
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'The node''s state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration, as TOML, YAML or JSON')
            [CompletionResult]::new('--socket', '--socket', [CompletionResultType]::ParameterName, 'The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The signing key, by name or file [default: the key named "default"]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are written [default: table on a terminal, plain off it]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a call may wait [default: 30s]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --output json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing beside the result')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}

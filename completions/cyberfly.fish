function __cyberfly_complete
    set -l current (commandline --current-token)
    CYBERFLY_COMPLETE=fish cyberfly -- (commandline --current-process --tokenize --cut-at-cursor) "$current" 2>/dev/null
    if test $status -eq 3
        __fish_complete_path "$current"
    end
end
complete --command cyberfly --no-files --keep-order --arguments '(__cyberfly_complete)'

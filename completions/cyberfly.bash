_cyberfly() {
    local answer code
    answer=$(CYBERFLY_COMPLETE=bash cyberfly -- "${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null)
    code=$?
    COMPREPLY=()
    if [[ $code == 3 ]]; then
        compopt -o default
        return
    fi
    [[ -z $answer ]] || mapfile -t COMPREPLY <<<"$answer"
    if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *[/:=] ]]; then
        compopt -o nospace
    fi
}
complete -o nosort -F _cyberfly cyberfly

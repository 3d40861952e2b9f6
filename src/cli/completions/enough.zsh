#compdef enough
# Completions of good-enough for zsh.
_enough() {
    local line value
    local -a candidates
    for line in "${(@f)$(command enough complete --word=${(Q)PREFIX} -- "${(@Q)words[1,CURRENT-1]}" 2>/dev/null)}"; do
        value=${line%%$'\t'*}
        case $line in
            $'\tfiles') compset -P '--*='; _files ;;
            $'\tfolders') compset -P '--*='; _files -/ ;;
            *$'\t') candidates+=("${value//:/\\:}") ;;
            ?*) candidates+=("${value//:/\\:}:${line#*$'\t'}") ;;
        esac
    done
    (( ! $#candidates )) || _describe -t values value candidates
}
# As a file in a folder of fpath it is the function itself; sourced, it is not.
if [[ $funcstack[1] == _enough ]]; then
    _enough "$@"
else
    compdef _enough enough
fi

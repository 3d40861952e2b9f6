# Completions of good-enough for bash.
_enough() {
    local line value typed=$2
    # Quotes and backslashes are the shell's, and bash makes "=" a word of its own.
    typed=${typed#[\"\']}
    typed=${typed//\\/}
    COMPREPLY=()
    while IFS= read -r line; do
        value=${line%%$'\t'*}
        case $line in
            $'\tfiles' | $'\tfolders')
                compopt -o filenames 2>/dev/null
                [[ $line == $'\tfiles' ]] && value=-f || value=-d
                while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen "$value" -- "$2")
                ;;
            "$typed"*)
                [[ ${COMP_WORDS[COMP_CWORD]} == [\"\']* ]] || printf -v value %q "$value"
                COMPREPLY+=("$value")
                ;;
        esac
    done < <(command enough complete "--word=$typed" -- "${COMP_WORDS[@]:0:COMP_CWORD}" 2>/dev/null)
}
complete -o nosort -F _enough enough 2>/dev/null || complete -F _enough enough

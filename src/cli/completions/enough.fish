# Completions of good-enough for fish.
function __enough_complete
    set -l typed (commandline --current-token --cut-at-cursor)
    set -l words (commandline --current-process --tokenize --cut-at-cursor)
    for line in (command enough complete --word="$typed" -- $words 2>/dev/null)
        switch $line
            case \tfiles
                # Fish completes files for a command that it doesn't know.
                complete --do-complete "enough-file $typed"
            case \tfolders
                complete --do-complete "enough-file $typed" | string match --regex '.*/$'
            case '*'
                printf '%s\n' $line
        end
    end
end
complete --command enough --no-files --keep-order --arguments '(__enough_complete)'

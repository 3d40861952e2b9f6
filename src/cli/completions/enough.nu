# Completions of good-enough for nushell 0.108 or newer.
export def "nu-complete enough" [spans: list<string>] {
    let typed = $spans | last | str trim --left --char '"'
    let lines = try {
        ^enough complete $"--word=($typed)" -- ...($spans | drop) | complete | get stdout | lines | split column "\t" word about
    } catch { [] }
    let words = $lines | where {|line| $line.word != "" and ($line.word | str starts-with $typed) }
    # Nushell itself completes files.
    if ($words | is-empty) and ($lines | any {|line| $line.word == "" }) { return null }
    $words | each {|line|
        { value: (if " " in $line.word { $line.word | to json } else { $line.word }), description: $line.about }
    }
}

@complete "nu-complete enough"
export extern enough [...words: string]

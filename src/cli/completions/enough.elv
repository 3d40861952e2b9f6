# Completions of good-enough for elvish.
use str
set edit:completion:arg-completer[enough] = {|@words|
  try {
    e:enough complete --word=$words[-1] -- (all $words[..-1]) 2>/dev/null | from-lines | each {|line|
      var word about = (str:split &max=2 "\t" $line)
      if (eq $word '') {
        edit:complete-filename $@words
      } elif (eq $about '') {
        put $word
      } else {
        edit:complex-candidate $word &display=$word' ('$about')'
      }
    }
  } catch {
    nop
  }
}

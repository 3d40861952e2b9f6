# Completions of good-enough for PowerShell.
Register-ArgumentCompleter -Native -CommandName enough -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $typed = "$wordToComplete".TrimStart('"', "'")
    # Words are read, never run: an expression stands for itself.
    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object {
            if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
        })
    try { $lines = @(& (Get-Command -CommandType Application enough)[0] complete "--word=$typed" '--' @words 2>$null) } catch { $lines = @() }
    # PowerShell completes files itself where nothing is returned, and a blank keeps it from that.
    $results = @($lines | Where-Object { $_.StartsWith($typed) -and -not $_.StartsWith("`t") } | ForEach-Object {
            $value, $description = $_.Split("`t", 2)
            $text = if ($value.Contains(' ')) { "'" + $value.Replace("'", "''") + "'" } else { $value }
            [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $(if ($description) { $description } else { $value }))
        })
    if ($results.Count -eq 0 -and -not ($lines | Where-Object { $_.StartsWith("`t") })) { '' } else { $results }
}

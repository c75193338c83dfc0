/** What a shell runs once to know how to complete `lux`. */
export const completionScripts: Readonly<Record<string, string>> = {
  bash: `# Completion of lux for bash: source <(lux completion bash)
_lux_complete() {
  local line="\${COMP_LINE:0:COMP_POINT}" words current part before candidate
  read -ra words <<< "$line"
  [[ "$line" == *[[:space:]] ]] && words+=("")
  current="\${words[\${#words[@]}-1]}"
  # bash takes "tag:" and "tag" for words of their own: only what is behind the last colon is to be put in.
  part="\${COMP_WORDS[COMP_CWORD]}"
  [[ "$part" == : || "$part" == = ]] && part=""
  before="\${current%"$part"}"
  COMPREPLY=()
  while IFS=$'\\t' read -r candidate _; do
    COMPREPLY+=("\${candidate#"$before"}")
  done < <("\${words[0]}" __complete "\${words[@]:1}" 2>/dev/null)
  # More is to come behind a method, a folder, a column's relation.
  if [[ \${#COMPREPLY[@]} -eq 1 && "\${COMPREPLY[0]}" == *[:/=.] ]] && type compopt &>/dev/null; then
    compopt -o nospace
  fi
}
complete -F _lux_complete lux
`,
  zsh: `#compdef lux
# Completion of lux for zsh: source <(lux completion zsh), behind compinit
_lux_complete() {
  local -a candidates open
  local line text
  for line in "\${(@f)$("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -z "$line" ]] && continue
    text="\${line%%$'\\t'*}"
    [[ "$text" == *[:/=.] ]] && open+=("$text") && continue
    text="\${text//:/\\\\:}"
    [[ "$line" == *$'\\t'* ]] && text+=":\${line#*$'\\t'}"
    candidates+=("$text")
  done
  (( \${#open} )) && compadd -S '' -- "\${open[@]}"
  (( \${#candidates} )) && _describe -V 'lux' candidates
  return 0
}
compdef _lux_complete lux
`,
  fish: `# Completion of lux for fish: lux completion fish | source
function __lux_complete
  set -l words (commandline --tokenize --cut-at-cursor --current-process) (commandline --current-token --cut-at-cursor)
  $words[1] __complete $words[2..-1] 2>/dev/null
end
complete --command lux --no-files --keep-order --arguments '(__lux_complete)'
`,
}

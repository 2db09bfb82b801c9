//! The shells: the script of each, how it says what was typed, and how it wants to be answered.

use std::ffi::OsString;
use std::io;
use std::io::Write as _;
use std::sync::Arc;

use clap_complete::Shell;
use clap_complete::engine::{CompletionCandidate, complete};
use clap_complete::env::{Elvish, EnvCompleter, Powershell};

use super::ASKING;
use super::line::Line;
use super::live::{self, Asked};
use crate::cli;

const NAME: &str = "cyberfly";

/// Bash takes a word apart at `:` and `=`, and hands out nothing without its quotes: it sends the line as it is.
const BASH: &str = r#"_cyberfly() {
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
"#;

/// Zsh gets a line for each candidate: `+` where more follows, else `-`, then the value, a colon and what it is.
const ZSH: &str = r#"#compdef cyberfly
_cyberfly() {
    local answer code line
    local -a whole begun
    answer=$(CYBERFLY_COMPLETE=zsh cyberfly -- "${(@Q)words[1,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)
    code=$?
    if [[ $code == 3 ]]; then
        [[ $PREFIX == -*=* ]] && compset -P '*='
        _files
        return
    fi
    for line in "${(@f)answer}"; do
        case $line in
            +*) begun+=("${line[2,-1]}") ;;
            -*) whole+=("${line[2,-1]}") ;;
        esac
    done
    [[ -n $whole ]] && _describe -V cyberfly whole
    [[ -n $begun ]] && _describe -V cyberfly begun -S ''
}
if [[ $funcstack[1] == _cyberfly ]]; then
    _cyberfly "$@"
else
    compdef _cyberfly cyberfly
fi
"#;

/// Fish gets a line for each candidate: the value, a tab and what it is.
const FISH: &str = r#"function __cyberfly_complete
    set -l current (commandline --current-token)
    CYBERFLY_COMPLETE=fish cyberfly -- (commandline --current-process --tokenize --cut-at-cursor) "$current" 2>/dev/null
    if test $status -eq 3
        __fish_complete_path "$current"
    end
end
complete --command cyberfly --no-files --keep-order --arguments '(__cyberfly_complete)'
"#;

/// The script of a shell.
pub(super) fn script(shell: Shell) -> io::Result<Vec<u8>> {
    let written = |by: &dyn EnvCompleter| {
        let mut script = Vec::new();
        by.write_registration(ASKING, NAME, NAME, NAME, &mut script)?;
        Ok(script)
    };
    match shell {
        Shell::Bash => Ok(BASH.into()),
        Shell::Zsh => Ok(ZSH.into()),
        Shell::Fish => Ok(FISH.into()),
        Shell::Elvish => written(&Elvish),
        Shell::PowerShell => written(&Powershell),
        other => Err(io::Error::other(format!("{other} is not known"))),
    }
}

/// What a shell is answered, and whether it may put in a file.
pub(super) fn answer(shell: Shell, arguments: Vec<OsString>) -> io::Result<(Vec<u8>, bool)> {
    let mut text = Vec::new();
    let wants_file = match shell {
        Shell::Bash => {
            let mut arguments = arguments.into_iter().map(|word| word.to_string_lossy().into_owned());
            let line = Line::read(&arguments.next().unwrap_or_default());
            let part = arguments.next().unwrap_or_default();
            let open = line.open;
            let (candidates, wants_file) = candidates(line.words, &open.text)?;
            for candidate in &candidates {
                if let Some(word) = open.replaced(&part, &value(candidate)) {
                    writeln!(text, "{word}")?;
                }
            }
            wants_file
        }
        Shell::Zsh => {
            let (words, open) = words(arguments);
            let (candidates, wants_file) = candidates(words, &open)?;
            for candidate in &candidates {
                let value = value(candidate);
                let goes_on = if value.ends_with(['/', ':', '=']) { '+' } else { '-' };
                let value = value.replace('\\', "\\\\").replace(':', "\\:");
                let about = about(candidate).map(|about| format!(":{}", about.replace('\\', "\\\\")));
                writeln!(text, "{goes_on}{value}{}", about.unwrap_or_default())?;
            }
            wants_file
        }
        Shell::Fish => {
            // The last word comes as it was typed.
            let (words, open) = words(arguments);
            let (candidates, wants_file) = candidates(words, &Line::read(&open).open.text)?;
            for candidate in &candidates {
                let about = about(candidate).map(|about| format!("\t{about}")).unwrap_or_default();
                writeln!(text, "{}{about}", value(candidate))?;
            }
            wants_file
        }
        Shell::Elvish => {
            let mut command = live::command(cli::definition(), &asked_by(&arguments));
            Elvish.write_complete(&mut command, arguments, None, &mut text)?;
            false
        }
        Shell::PowerShell => {
            let mut command = live::command(cli::definition(), &asked_by(&arguments));
            Powershell.write_complete(&mut command, arguments, None, &mut text)?;
            false
        }
        _ => false,
    };
    Ok((text, wants_file))
}

/// The words that are whole, and the one that is being typed.
fn words(arguments: Vec<OsString>) -> (Vec<String>, String) {
    let mut words: Vec<_> = arguments.into_iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let open = words.pop().unwrap_or_default();
    (words, open)
}

/// The same for a shell whose files are completed here.
fn asked_by(arguments: &[OsString]) -> Arc<Asked> {
    Arc::new(Asked::new(words(arguments.to_vec()).0, false))
}

/// What can stand in place of the open word, and whether that may be a file. Flags are not told to who has not begun one
/// where anything else may stand, known or not.
fn candidates(mut words: Vec<String>, open: &str) -> io::Result<(Vec<CompletionCandidate>, bool)> {
    let asked = Arc::new(Asked::new(words.clone(), true));
    let mut command = live::command(cli::definition(), &asked);
    words.push(open.to_owned());
    let (index, words) = (words.len() - 1, words.into_iter().map(OsString::from).collect());
    let mut candidates = complete(&mut command, words, index, None)?;
    let wants_file = asked.wants_file();
    let is_flag = |candidate: &CompletionCandidate| value(candidate).starts_with('-');
    let may_be_else = wants_file || asked.wants_name() || !candidates.iter().all(is_flag);
    if !open.starts_with('-') && may_be_else {
        candidates.retain(|candidate| !is_flag(candidate));
    }
    Ok((candidates, wants_file))
}

fn value(candidate: &CompletionCandidate) -> String {
    candidate.get_value().to_string_lossy().into_owned()
}

fn about(candidate: &CompletionCandidate) -> Option<String> {
    let about = candidate.get_help()?.to_string();
    about.lines().next().filter(|line| !line.is_empty()).map(str::to_owned)
}

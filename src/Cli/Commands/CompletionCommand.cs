using System.CommandLine;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands;

/// <summary><c>fleet completion</c>: scripts that ask <c>fleet [suggest:N]</c>, System.CommandLine's own directive, for what fits.</summary>
internal static class CompletionCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Prints a completion script, e.g. source <(fleet completion bash).") { shell };
        command.SetAction(parsed => environment.Out.Write(Script(parsed.GetRequiredValue(shell))));
        return command;
    }

    private static string Script(string shell) => shell switch
    {
        "bash" => """
            _fleet() {
              local line=${COMP_LINE:0:COMP_POINT}
              local IFS=$'\n'
              local word=${COMP_WORDS[COMP_CWORD]} found
              found=$("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)
              [ "${word:0:1}" = - ] || found=$(grep -v '^-' <<<"$found")
              COMPREPLY=($(compgen -W "$found" -- "$word"))
              [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$word"))
            }
            complete -o filenames -F _fleet fleet ./fleet

            """,
        "zsh" => """
            #compdef fleet
            _fleet() {
              local -a found
              found=("${(@f)$(${words[1]} "[suggest:${#LBUFFER}]" "$LBUFFER" 2>/dev/null)}")
              [[ ${words[CURRENT]} == -* ]] || found=(${found:#-*})
              compadd -a found || _files
            }
            compdef _fleet fleet

            """,
        _ => """
            complete -c fleet -a '(fleet "[suggest:"(commandline -cp | string length)"]" (commandline -cp) 2>/dev/null)'

            """,
    };
}

using System.Globalization;

namespace Fleet.Worker.Containers.Processes;

/// <summary>A process by its number and the moment it began (in the kernel's ticks since boot), so that a later one of the same number is not taken for it.</summary>
internal readonly record struct ProcessMark(int Id, long Began)
{
    // Fields of /proc/PID/stat after the name in parentheses: state is the first, starttime the twentieth (proc_pid_stat(5): 3 and 22).
    private const int State = 0;
    private const int StartTime = 19;

    /// <summary>It is there and not merely waiting to be reaped.</summary>
    public bool IsAlive
    {
        get
        {
            try
            {
                return Id > 0 && Fields(File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{Id}/stat"))) is { } fields
                    && fields[State] is not ("Z" or "X") && fields[StartTime] == Began.ToString(CultureInfo.InvariantCulture);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    /// <summary>From the text of a <c>/proc/PID/stat</c>; null: it is none.</summary>
    public static ProcessMark? Parse(string stat) =>
        Fields(stat) is { } fields && stat.IndexOf(' ', StringComparison.Ordinal) is var blank and > 0
        && int.TryParse(stat.AsSpan(0, blank), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && long.TryParse(fields[StartTime], NumberStyles.None, CultureInfo.InvariantCulture, out var began)
            ? new ProcessMark(id, began)
            : null;

    // The name may hold blanks and parentheses itself.
    private static string[]? Fields(string stat) =>
        stat.LastIndexOf(')') is var end and > 0 && stat[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > StartTime } fields ? fields : null;
}

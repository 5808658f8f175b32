using FsCheck.Xunit;

namespace Fleet.Workflows.Tests;

/// <summary>A property that is tried with a number of cases: as many in a normal run, and the same ones each time; times <c>FLEET_CASES</c> in a longer one, which draws anew.</summary>
[AttributeUsage(AttributeTargets.Method)]
#pragma warning disable xUnit3003 // the attribute of FsCheck has no constructor that takes the place in the source
public sealed class CasesAttribute : PropertyAttribute
{
#pragma warning restore xUnit3003
    // A seed and its gamma, as FsCheck shows them.
    private const string Usual = "(2026112500000000001,5105382550816161133)";
    private static readonly int Times = int.TryParse(Environment.GetEnvironmentVariable("FLEET_CASES"), out var times) && times > 0 ? times : 1;

    public CasesAttribute(int cases)
    {
        Cases = cases;
        MaxTest = cases * Times;
        if (Times == 1)
            Replay = Usual;
    }

    public int Cases { get; }
}

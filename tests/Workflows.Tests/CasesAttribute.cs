using FsCheck.Xunit;

namespace Fleet.Workflows.Tests;

/// <summary>A property that is tried with a number of cases: as many in a normal run, times <c>FLEET_CASES</c> in a longer one (default 1).</summary>
[AttributeUsage(AttributeTargets.Method)]
#pragma warning disable xUnit3003 // the attribute of FsCheck has no constructor that takes the place in the source
public sealed class CasesAttribute : PropertyAttribute
{
#pragma warning restore xUnit3003
    private static readonly int Times = int.TryParse(Environment.GetEnvironmentVariable("FLEET_CASES"), out var times) && times > 0 ? times : 1;

    public CasesAttribute(int cases)
    {
        Cases = cases;
        MaxTest = cases * Times;
    }

    public int Cases { get; }
}

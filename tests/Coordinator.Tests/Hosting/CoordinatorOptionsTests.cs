using Fleet.Coordinator.Hosting;

namespace Fleet.Coordinator.Tests.Hosting;

public sealed class CoordinatorOptionsTests
{
    [Fact]
    public void Defaults_AreValid() => CoordinatorOptionsValidator.Check(new CoordinatorOptions());

    [Fact]
    public void AllErrors_AreNamedAtOnce_WithTheRemedy()
    {
        var error = Assert.Throws<ArgumentException>(() => CoordinatorOptionsValidator.Check(
            new CoordinatorOptions { Scope = "mine", Owner = " ", GroupSize = 0, ApiAddress = "host:1x", ApiToken = "t" }));

        foreach (var key in new[] { "Scope is 'mine'", "Owner is empty", "GroupSize is 0", "the default 200" }) Assert.Contains(key, error.Message, StringComparison.Ordinal);
    }
}

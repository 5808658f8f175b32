using Fleet.Conformance.Tests.E2e;
using Fleet.Conformance.Tests.Examples;
using Fleet.Conformance.Tests.Running;
using Xunit.Sdk;
using Xunit.v3;

// The collections of runs, eight of them, wait for containers; the others go beside them.
[assembly: Parallelization(MaxThreads = 9)]
[assembly: TestCollectionOrderer(typeof(RunsFirst))]

namespace Fleet.Conformance.Tests.Running;

/// <summary>The tests that run workflows for real begin first, so that all of their runs share one time.</summary>
public sealed class RunsFirst : ITestCollectionOrderer
{
    private static readonly string[] Runs = ["ObjectStore.", nameof(ExampleTests), nameof(E2eTests)];

    /// <inheritdoc />
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(collection => Array.Exists(Runs, name => collection.TestCollectionDisplayName.Contains("." + name, StringComparison.Ordinal))).ThenBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal)];
}

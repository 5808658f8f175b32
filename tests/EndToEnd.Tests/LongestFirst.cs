using Fleet.EndToEnd.Tests;
using Xunit.Sdk;
using Xunit.v3;

// Most of what these tests do is waiting: for containers, brokers and images.
[assembly: Parallelization(MaxThreads = 3)]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Fleet.EndToEnd.Tests;

/// <summary>The collections that take minutes begin first; the others run beside them.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    /// <summary>Collection of the tests that only wait, for minutes.</summary>
    public const string Waiting = "waiting";

    /// <summary>Collection of the tests that build and start everything.</summary>
    public const string Compose = "compose";

    private static readonly string[] Long = [Waiting, Compose];

    /// <inheritdoc />
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(collection => Long.Contains(collection.TestCollectionDisplayName)).ThenBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal)];
}

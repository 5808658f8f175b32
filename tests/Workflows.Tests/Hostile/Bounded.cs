namespace Fleet.Workflows.Tests.Hostile;

/// <summary>Runs something on a thread with a small stack, and looks at how much memory it asks for.</summary>
internal static class Bounded
{
    private const int Stack = 512 * 1024;
    private const long MostBytes = 1L << 30;

    /// <summary>What it gives. That it ends at all is the first thing that is tested.</summary>
    /// <exception cref="Xunit.Sdk.XunitException">It threw what it must not, or asked for too much memory.</exception>
    public static T Run<T>(Func<T> run)
    {
        T? result = default;
        Exception? thrown = null;
        long bytes = 0;
        var thread = new Thread(
            () =>
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    result = run();
                }
                catch (Exception e)
                {
                    thrown = e;
                }

                bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            },
            Stack);
        thread.Start();
        thread.Join();
        Assert.Null(thrown);
        Assert.InRange(bytes, 0, MostBytes);
        return result!;
    }
}

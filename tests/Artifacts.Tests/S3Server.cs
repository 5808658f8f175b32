using Fleet.Artifacts.S3;

namespace Fleet.Artifacts.Tests;

/// <summary>The server that FLEET_TEST_S3 names, <c>http://ACCESS-KEY:SECRET@HOST:PORT</c>; signatures and rights are checked there. Each test has a bucket of its own.</summary>
internal static class S3Server
{
    private const string Variable = "FLEET_TEST_S3";

    /// <summary>Options for a bucket that is made when something is stored.</summary>
    public static S3StoreOptions Options()
    {
        var server = Server();
        var keys = server.UserInfo.Split(':');
        return new S3StoreOptions
        {
            Endpoint = server.Authority,
            Insecure = server.Scheme == "http",
            Bucket = $"fleet-{Guid.NewGuid():N}",
            CreateBucket = true,
            AccessKey = Uri.UnescapeDataString(keys[0]),
            SecretKey = Uri.UnescapeDataString(keys[1]),
        };
    }

    private static Uri Server()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } address)
            return new Uri(address);
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEET_TEST_REQUIRE") == "1", $"{Variable} is not set: no S3 to test with.");
        throw new InvalidOperationException($"{Variable} is not set, and FLEET_TEST_REQUIRE=1 says that nothing may be left out.");
    }
}

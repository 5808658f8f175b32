using Fleet.EndToEnd.Tests;

namespace Fleet.Conformance.Tests.ObjectStore;

/// <summary>The S3 server of the tests.</summary>
internal static class S3Part
{
    /// <summary>Host and port; skips the test where there is none.</summary>
    public static string Address => Server.Authority;

    /// <summary>Keys of a user who may do everything with buckets whose names begin with fleet.</summary>
    public static (string Access, string Secret) Keys => Server.UserInfo.Split(':') is [var access, var secret] ? (Uri.UnescapeDataString(access), Uri.UnescapeDataString(secret)) : ("", "");

    private static Uri Server => new(Part.Named("FLEET_TEST_S3"));
}

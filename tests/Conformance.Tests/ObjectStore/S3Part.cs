using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fleet.EndToEnd.Tests;

namespace Fleet.Conformance.Tests.ObjectStore;

/// <summary>The S3 server of the tests.</summary>
internal static class S3Part
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Host and port; skips the test where there is none.</summary>
    public static string Address => Server.Authority;

    /// <summary>Keys of a user who may do everything with buckets whose names begin with fleet.</summary>
    public static (string Access, string Secret) Keys => Server.UserInfo.Split(':') is [var access, var secret] ? (Uri.UnescapeDataString(access), Uri.UnescapeDataString(secret)) : ("", "");

    /// <summary>Key of a service account of Google's, one line of JSON.</summary>
    /// <param name="tokens">Address of the server that gives it tokens.</param>
    public static string GoogleKey(string tokens)
    {
        using var pair = RSA.Create(2048);
        return JsonSerializer.Serialize(new { type = "service_account", project_id = "p", private_key_id = "1", private_key = pair.ExportPkcs8PrivateKeyPem(), client_email = "fleet@p.iam.gserviceaccount.com", token_uri = tokens }, Plain);
    }

    private static Uri Server => new(Part.Named("FLEET_TEST_S3"));
}

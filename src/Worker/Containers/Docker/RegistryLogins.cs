using System.Text;
using System.Text.Json;
using Docker.DotNet.Models;

namespace Fleet.Worker.Containers.Docker;

/// <summary>
/// Registry logins from Docker's <c>config.json</c>: <c>credHelpers</c> (per registry), <c>credsStore</c>, <c>auths</c>, in the CLI's order
/// (https://docs.docker.com/reference/cli/docker/login/#credential-stores). The file is read at every pull, so that a new login needs no restart.
/// </summary>
internal sealed class RegistryLogins(string configDirectory, ICredentialHelper helper)
{
    /// <summary>Key of Docker Hub in <c>auths</c> and in credential stores.</summary>
    private const string DockerHubKey = "https://index.docker.io/v1/";

    /// <summary>Folder of <c>config.json</c>.</summary>
    public static string ConfigDirectoryOf(DockerRuntimeOptions options)
    {
        if (options.ConfigDirectory is { Length: > 0 } configured)
            return configured;
        return Environment.GetEnvironmentVariable("DOCKER_CONFIG") is { Length: > 0 } directory
            ? directory
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");
    }

    /// <summary>The login for a registry; null: none, the pull is anonymous.</summary>
    /// <exception cref="ContainerRefusedException">The file cannot be read, or the credential helper fails.</exception>
    public async Task<AuthConfig?> FindAsync(string registry, CancellationToken cancellationToken)
    {
        using var config = await ReadAsync(cancellationToken);
        if (config is null)
            return null;
        var key = KeyOf(registry);
        var root = config.RootElement;
        var store = Text(root, "credHelpers", registry) ?? Text(root, "credHelpers", key) ?? (root.TryGetProperty("credsStore", out var name) ? name.GetString() : null);
        if (!string.IsNullOrEmpty(store) && await helper.GetAsync(store, key, cancellationToken) is { } stored)
            return Stored(stored, key);
        return root.TryGetProperty("auths", out var auths) && auths.ValueKind == JsonValueKind.Object ? InFile(auths, registry) : null;
    }

    private async Task<JsonDocument?> ReadAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(configDirectory, "config.json");
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var json = await JsonDocument.ParseAsync(file, new JsonDocumentOptions { AllowTrailingCommas = true }, cancellationToken);
            return json.RootElement.ValueKind == JsonValueKind.Object ? json : throw new JsonException("not an object");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ContainerRefusedException($"cannot read the registry logins in {path}: {e.Message}; repair the file or remove it", e);
        }
    }

    private static AuthConfig Stored(StoredCredential credential, string key) => credential.Username == "<token>"
        ? new AuthConfig { IdentityToken = credential.Secret, ServerAddress = key }
        : new AuthConfig { Username = credential.Username, Password = credential.Secret, ServerAddress = key };

    /// <summary>The login for a registry among <c>auths</c>; null: there is none.</summary>
    public static AuthConfig? InFile(JsonElement auths, string registry)
    {
        var key = KeyOf(registry);
        foreach (var entry in auths.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Object || !(entry.Name == key || HostOf(entry.Name) == registry))
                continue;
            var login = new AuthConfig
            {
                ServerAddress = entry.Name,
                Username = Text(entry.Value, "username"),
                Password = Text(entry.Value, "password"),
                IdentityToken = Text(entry.Value, "identitytoken"),
                RegistryToken = Text(entry.Value, "registrytoken"),
            };
            if (Text(entry.Value, "auth") is { Length: > 0 } auth)
                Decode(auth, login);
            // "docker login" with a credential store leaves an empty entry behind.
            if (login.Username is { Length: > 0 } || login.IdentityToken is { Length: > 0 } || login.RegistryToken is { Length: > 0 })
                return login;
        }
        return null;
    }

    private static string KeyOf(string registry) => registry == ImageReference.DockerHub ? DockerHubKey : registry;

    private static void Decode(string auth, AuthConfig login)
    {
        var bytes = new byte[auth.Length];
        if (!Convert.TryFromBase64String(auth, bytes, out var count))
            return;
        var pair = Encoding.UTF8.GetString(bytes, 0, count).TrimEnd('\0');
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
            return;
        login.Username = pair[..colon];
        login.Password = pair[(colon + 1)..];
    }

    private static string HostOf(string entry)
    {
        var scheme = entry.IndexOf("://", StringComparison.Ordinal);
        var host = scheme < 0 ? entry : entry[(scheme + 3)..];
        var slash = host.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? host : host[..slash];
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Text(JsonElement element, string table, string name) =>
        element.TryGetProperty(table, out var inner) && inner.ValueKind == JsonValueKind.Object ? Text(inner, name) : null;
}

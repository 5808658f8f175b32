using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Docker.DotNet.Models;
using Fleet.Contracts;

namespace Fleet.Worker.Containers.Docker;

/// <summary>Logins of registries that a task brings along (<c>imagePullSecrets</c>): Docker's <c>config.json</c>, or the older form of its <c>auths</c> alone.</summary>
internal static class PullSecrets
{
    /// <summary>The login for a registry; null: none of them is for it.</summary>
    /// <exception cref="ContainerRefusedException">One is no such file; the message does not show it.</exception>
    public static AuthConfig? Find(IReadOnlyList<EnvironmentVariable> secrets, string registry)
    {
        foreach (var secret in secrets)
        {
            if (Find(secret, registry) is { } login)
                return login;
        }

        return null;
    }

    /// <summary>Tells logins apart without being one: pulls with different ones are not shared.</summary>
    public static string Mark(AuthConfig? login) => login is null ? ""
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', login.ServerAddress, login.Username, login.Password, login.IdentityToken, login.RegistryToken))));

    private static AuthConfig? Find(EnvironmentVariable secret, string registry)
    {
        try
        {
            using var json = JsonDocument.Parse(secret.Value);
            var auths = json.RootElement.TryGetProperty("auths", out var inner) ? inner : json.RootElement;
            return auths.ValueKind == JsonValueKind.Object ? RegistryLogins.InFile(auths, registry) : throw new JsonException();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ContainerRefusedException($"the Secret {secret.Name} of imagePullSecrets is not Docker's config.json: make it with kubectl create secret docker-registry, or from ~/.docker/config.json");
        }
    }
}

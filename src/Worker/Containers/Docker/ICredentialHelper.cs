namespace Fleet.Worker.Containers.Docker;

/// <summary>A store of registry logins outside <c>config.json</c> (https://github.com/docker/docker-credential-helpers).</summary>
internal interface ICredentialHelper
{
    /// <summary>The login that a store has for a registry; null: none.</summary>
    /// <param name="store">Name of the store: the program is <c>docker-credential-NAME</c>.</param>
    /// <param name="server">The registry as the store knows it.</param>
    /// <param name="cancellationToken">Cancels the program.</param>
    /// <exception cref="ContainerRefusedException">The program is missing or fails.</exception>
    Task<StoredCredential?> GetAsync(string store, string server, CancellationToken cancellationToken);
}

/// <summary>A login as a credential store gives it.</summary>
/// <param name="Username">The user; <c>&lt;token&gt;</c>: the secret is an identity token.</param>
/// <param name="Secret">Password or token.</param>
internal sealed record StoredCredential(string Username, string Secret);

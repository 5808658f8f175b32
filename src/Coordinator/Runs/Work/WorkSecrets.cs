using Fleet.Contracts;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Runs.Work;

/// <summary>The Secrets that a task was given when it became Ready, for its work: sealed as they are stored. Nothing is opened on this side.</summary>
internal sealed class WorkSecrets(WorkScope scope, TaskRequest request)
{
    /// <summary>Ids of the keys that open what a task was given, in order.</summary>
    public static IReadOnlyList<string> Keys(TaskRequest request) => request.Secrets.Count == 0 && request.Volumes.Count == 0
        ? []
        : [.. request.Secrets.Concat(request.Volumes.SelectMany(volume => volume.Files).Select(file => file.Secret).OfType<SecretValue>()).Select(value => SecretCipher.KeyOf(value.Sealed)).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    /// <summary>A value; null: the task was given none, since it may be missing and is.</summary>
    public Sealed? Find(string name, string key) => request.Secret(name, key) is { } text ? new Sealed(text, Sealed.ContextOf(scope.Namespace, name, key)) : null;

    /// <summary>A value that must be there.</summary>
    /// <param name="selector">Which one.</param>
    /// <param name="what">What asks for it, for the sentence: <c>Variable 'A' of container 'main'</c>.</param>
    /// <exception cref="WorkException">The task was given none.</exception>
    public Sealed Get(KeySelector selector, string what) =>
        Find(selector.Name, selector.Key) ?? throw new WorkException($"{what} takes the key '{selector.Key}' of the Secret '{selector.Name}', which is not there. Apply the Secret and run the workflow again.");

    /// <summary>A named value, such as a variable or a header.</summary>
    /// <exception cref="WorkException">As <see cref="Get"/>.</exception>
    public EnvironmentVariable Named(string name, KeySelector selector, string what) => new(name, "", Secret: true) { Sealed = Get(selector, what) };

    /// <summary>Logins of registries, those that are there: Docker's config.json, or the older form of its <c>auths</c> alone.</summary>
    public EnvironmentVariable[] Logins() =>
    [
        .. (request.Template.PatchedPod?.ImagePullSecrets ?? scope.Spec.ImagePullSecrets).Select(name => (Name: name, Sealed: Find(name, ".dockerconfigjson") ?? Find(name, ".dockercfg")))
            .Where(login => login.Sealed is not null).Select(login => new EnvironmentVariable(login.Name, "", Secret: true) { Sealed = login.Sealed }),
    ];
}

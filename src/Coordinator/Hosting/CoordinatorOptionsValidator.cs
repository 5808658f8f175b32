namespace Fleet.Coordinator.Hosting;

/// <summary>Checks options at the start: all errors at once, each with its key and what to do.</summary>
internal static class CoordinatorOptionsValidator
{
    public static void Check(CoordinatorOptions options)
    {
        var errors = Errors(options).ToArray();
        if (errors.Length > 0) throw new ArgumentException($"The coordinator's options are invalid:{Environment.NewLine}- {string.Join(Environment.NewLine + "- ", errors)}", nameof(options));
    }

    public static IEnumerable<string> Errors(CoordinatorOptions options)
    {
        if (options.Scope != Storage.LeaderScope.Fleet && !Guid.TryParseExact(options.Scope, "D", out _))
            yield return $"{nameof(options.Scope)} is '{options.Scope}': it must be '{Storage.LeaderScope.Fleet}', or the uid of the one workflow that is led.";
        if (string.IsNullOrWhiteSpace(options.Owner))
            yield return $"{nameof(options.Owner)} is empty: give each coordinator process a name of its own, such as host and process id.";
        if (options.GroupSize is < 1 or > 10_000)
            yield return $"{nameof(options.GroupSize)} is {options.GroupSize}: it must be between 1 and 10000; the default 200 is right for nearly everybody.";
        if (options.ApiAddress is { } address && !Uri.TryCreate(address, UriKind.Absolute, out _))
            yield return $"{nameof(options.ApiAddress)} is '{address}': it must be an absolute address, such as http://coordinator:2746.";
        if (options.ApiToken is not null && options.ApiAddress is null)
            yield return $"{nameof(options.ApiToken)} is set but {nameof(options.ApiAddress)} is not: tell workers where the API is, or leave the token out.";
    }
}

using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>Hooks and exit handlers of steps and tasks. Argo looks at their templates only when they run; here it is said before.</summary>
internal static class HookChecks
{
    /// <summary>What is said of an exit hook that never runs.</summary>
    public const string Hidden = "hooks.exit has no effect: there is an onExit";

    /// <summary>Checks the hooks of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="name">Argo's name of it.</param>
    /// <param name="frame">From where.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="warnOnly">A missing expression is a warning: of tasks Argo's validator does not ask for it.</param>
    public static void Check(TemplateCall call, string name, TemplateFrame frame, SpecPath path, bool warnOnly = false)
    {
        foreach (var (hookName, hook) in call.Hooks)
        {
            var at = path["hooks"][hookName];
            if (hookName != LifecycleHook.Exit && hook.Expression is null)
                Report(frame, at, $"{name}.{hookName} Expression required", warnOnly);
            else if (hookName == LifecycleHook.Exit && call.OnExit is not null)
                frame.Warn(at, $"{name}.{Hidden}");
            Exists(hook.Template, $"{name}.{hookName}", frame, at);
        }
        Exists(call.OnExit, $"{name}.onExit", frame, path["onExit"]);
    }

    private static void Report(TemplateFrame frame, SpecPath path, string message, bool warnOnly)
    {
        if (warnOnly)
            frame.Warn(path, message);
        else
            frame.Error(path, message);
    }

    private static void Exists(string? template, string name, TemplateFrame frame, SpecPath path)
    {
        if (template is not null && !template.Contains("{{", StringComparison.Ordinal) && frame.Manifest.Spec.FindTemplate(template) is null)
            frame.Warn(path, $"{name} template name '{template}' undefined");
    }
}

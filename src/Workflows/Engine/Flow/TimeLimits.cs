using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;
using GoDuration = Fleet.Workflows.Expressions.GoDuration;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Time limits of a template: a text that is no duration is an error of its node, never no limit (Argo's source, <c>checkTemplateTimeout</c>).</summary>
internal static class TimeLimits
{
    /// <summary>Checks those of a template.</summary>
    /// <param name="template">The template, tags replaced.</param>
    /// <exception cref="SpecFormatException">One is no duration; says which.</exception>
    public static void Check(Template template)
    {
        Check(template.Timeout, template.PendingTimeout);
        Need("activeDeadlineSeconds", template.ActiveDeadlineSeconds);
    }

    /// <summary>Checks those that count before a template begins.</summary>
    /// <exception cref="SpecFormatException">As above.</exception>
    public static void Check(string? timeout, string? pendingTimeout)
    {
        Need("timeout", timeout);
        Need("pendingTimeout", pendingTimeout);
    }

    /// <summary>What is wrong with one; null: nothing.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="text">Its value, tags replaced; null: there is none.</param>
    public static string? Fault(string field, string? text)
    {
        try
        {
            if (!string.IsNullOrEmpty(text))
                GoDuration.ParseSecondsOrDuration(text);
            return null;
        }
        catch (ExpressionException error)
        {
            return $"invalid {field} format. {error.Message}";
        }
    }

    private static void Need(string field, string? text)
    {
        if (Fault(field, text) is { } fault)
            throw new SpecFormatException(fault);
    }
}

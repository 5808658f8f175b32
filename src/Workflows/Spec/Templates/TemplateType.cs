namespace Fleet.Workflows.Spec;

/// <summary>What a template is: which of Argo's type fields it carries.</summary>
public enum TemplateType
{
    /// <summary>None of them (only in <c>templateDefaults</c>).</summary>
    None,

    /// <summary><c>container</c>.</summary>
    Container,

    /// <summary><c>script</c>.</summary>
    Script,

    /// <summary><c>steps</c>.</summary>
    Steps,

    /// <summary><c>dag</c>.</summary>
    Dag,

    /// <summary><c>suspend</c>.</summary>
    Suspend,

    /// <summary><c>containerSet</c>.</summary>
    ContainerSet,

    /// <summary><c>resource</c>.</summary>
    Resource,

    /// <summary><c>http</c>.</summary>
    Http,

    /// <summary><c>data</c>.</summary>
    Data,

    /// <summary><c>plugin</c>.</summary>
    Plugin,
}

namespace Fleet.Cli.Commands;

/// <summary>Examples of the help, by command; "" is the program itself.</summary>
internal static class CommandExamples
{
    private static readonly Dictionary<string, string[]> ByCommand = new(StringComparer.Ordinal)
    {
        [""] = ["fleet run workflow.yaml", "fleet submit workflow.yaml --watch", "fleet get @latest", "fleet logs @latest -f"],
        ["run"] =
        [
            "fleet run workflow.yaml",
            "fleet run workflow.yaml -p version=1.4.0 -p dry-run=true",
            "fleet run workflow.yaml -f parameters.yaml --quiet -o json",
            "cat workflow.yaml | fleet run -",
            "fleet run --from template/hello -p who=world",
            "fleet run --continue build-x7k2p",
        ],
        ["lint"] = ["fleet lint workflow.yaml", "fleet lint workflows/ --offline -o json", "fleet lint templates.yaml workflow.yaml --kinds workflows,workflowtemplates -o simple"],
        ["simulate"] =
        [
            "fleet simulate workflow.yaml --outcomes outcomes.yaml -o json",
            "fleet simulate workflow.yaml --timeline --slots 4",
            "fleet simulate workflow.yaml --outcomes failure.yaml && echo succeeds all the same",
        ],
        ["eval"] =
        [
            "fleet eval \"{{=asInt(inputs.parameters.count) + 1}}\" --scope scope.yaml",
            "fleet eval \"sprig.trim(' a ') == 'a'\"",
            "fleet eval \"{{inputs.parameters.env}} == prod\" --kind when --scope scope.yaml -o json",
            "fleet eval 'build.Succeeded && !test.Failed' --kind depends --scope results.yaml",
            "fleet eval --jsonl lines.jsonl",
        ],
        ["submit"] = ["fleet submit workflow.yaml --watch", "fleet submit workflow.yaml -p version=1.4.0 -l team=shop -o name", "fleet submit workflow.yaml --wait --server http://fleet:2746", "fleet submit --from template/hello --watch", "fleet submit workflow.yaml --dry-run -o yaml"],
        ["apply"] = ["fleet apply -f templates.yaml -f limits.yaml", "fleet apply templates/ -n team"],
        ["list"] = ["fleet list --running", "fleet list --status Failed,Error --since 1d -o wide", "fleet list -l team=shop -o name", "fleet list -A"],
        ["get"] = ["fleet get @latest", "fleet get build-x7k2p -o yaml", "fleet get templates", "fleet get configmap/limits -o yaml"],
        ["watch"] = ["fleet watch @latest"],
        ["wait"] = ["fleet wait build-x7k2p && echo succeeded"],
        ["cp"] = ["fleet cp build-x7k2p ./out", "fleet cp @latest ./out --artifact-name report --path {workflowName}/{templateName}"],
        ["why"] = ["fleet why @latest", "fleet why build-x7k2p deploy", "fleet why build-x7k2p -o json"],
        ["logs"] = ["fleet logs @latest -f", "fleet logs build-x7k2p --tail 20 --timestamps", "fleet logs build-x7k2p -l app=shop -c proxy", "fleet logs build-x7k2p --since 5m --grep 'warn|error'"],
        ["suspend"] = ["fleet suspend @latest"],
        ["resume"] = ["fleet resume @latest", "fleet resume deploy-x7k2p --node-field-selector displayName=approve"],
        ["stop"] = ["fleet stop @latest", "fleet stop deploy-x7k2p --message 'wrong version'", "fleet stop -l app=shop --dry-run"],
        ["terminate"] = ["fleet terminate @latest", "fleet terminate -l app=shop"],
        ["retry"] = ["fleet retry @latest", "fleet retry build-x7k2p -p version=1.4.1 --watch", "fleet retry build-x7k2p --restart-successful --node-field-selector templateName=test", "fleet retry -l app=shop"],
        ["node"] =
        [
            "fleet node set release-x7k2p -p version=1.4.0 --node-field-selector displayName=approve",
            "fleet node set release-x7k2p --phase Failed --message refused --node-field-selector displayName=approve",
        ],
        ["template"] = ["fleet template create template.yaml", "fleet template list -A", "fleet template get hello -o yaml", "fleet template lint templates/", "fleet template delete hello"],
        ["cluster-template"] = ["fleet cluster-template create template.yaml", "fleet cluster-template list -o name", "fleet cluster-template delete --all"],
        ["sync"] = ["fleet sync create builds --type database --limit 2", "fleet sync update builds --type database --limit 5", "fleet sync get builds --type database"],
        ["delete"] = ["fleet delete build-x7k2p", "fleet delete template/hello configmap/limits", "fleet delete --completed --older 7d", "fleet delete --all --dry-run"],
        ["server"] = ["fleet server", "FLEET_TOKEN=$(cat token) fleet server --listen http://0.0.0.0:2746", "FLEET_AMQP=amqp://user:password@rabbitmq:5672/ fleet server"],
        ["coordinator"] = ["FLEET_AMQP=amqp://user:password@rabbitmq:5672/ FLEET_STORE=postgres://user:password@db/fleet fleet coordinator"],
        ["worker"] = ["FLEET_AMQP=amqp://user:password@rabbitmq:5672/ fleet worker --slots 8 --label fleet/pool=gpu"],
        ["completion"] = ["source <(fleet completion bash)", "fleet completion zsh > ~/.zfunc/_fleet", "fleet completion fish > ~/.config/fish/completions/fleet.fish"],
        ["version"] = ["fleet version"],
    };

    /// <summary>The examples of a command; none for an unknown one.</summary>
    public static IReadOnlyList<string> Of(string command) => ByCommand.GetValueOrDefault(command) ?? [];
}

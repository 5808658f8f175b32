using System.Text.Json;
using Fleet.Cli.Rendering;

namespace Fleet.Cli.Tests.Rendering;

public sealed class WorkflowContainersTests
{
    private static readonly JsonElement Workflow = JsonSerializer.Deserialize<JsonElement>("""
        {
          "spec": {"templates": [
            {"name": "a", "container": {"name": "", "image": "x"}, "sidecars": [{"name": "db"}], "initContainers": [{"name": "first"}]},
            {"name": "b", "containerSet": {"containers": [{"name": "one"}, {"name": "main"}]}, "podSpecPatch": "containers: [{name: added}]"},
            {"name": "c", "dag": {"tasks": [{"name": "t", "inline": {"sidecars": [{"name": "inner"}]}}]}}]},
          "status": {"storedTemplates": {"x/y/z": {"sidecars": [{"name": "stored"}, {"name": "db"}]}}}
        }
        """);

    [Fact]
    public void Of_AllTemplates_HasEachOnce() => Assert.Equal(["main", "db", "first", "one", "inner", "stored"], WorkflowContainers.Of(Workflow));

    [Theory]
    [InlineData("added", true)]
    [InlineData("nosuch", false)]
    public void IsInAPatch_WhatItNames(string name, bool expected) => Assert.Equal(expected, WorkflowContainers.IsInAPatch(Workflow, name));
}

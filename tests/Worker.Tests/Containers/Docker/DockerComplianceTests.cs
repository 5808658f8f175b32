namespace Fleet.Worker.Tests.Containers.Docker;

public sealed class DockerComplianceTests() : ContainerRuntimeCompliance(new DockerHarness());

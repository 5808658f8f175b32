namespace Fleet.Worker.Tests.Containers.Processes;

public sealed class ProcessComplianceTests() : ContainerRuntimeCompliance(new ProcessHarness());

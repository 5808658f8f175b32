namespace Fleet.Worker.Tests.Containers.Dummy;

public sealed class DummyComplianceTests() : ContainerRuntimeCompliance(new DummyHarness());

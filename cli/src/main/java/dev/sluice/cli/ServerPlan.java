package dev.sluice.cli;

import io.grpc.BindableService;
import java.util.List;

/** A server to be started: where, and with which services. */
record ServerPlan(ListenAddress address, List<BindableService> services) {}

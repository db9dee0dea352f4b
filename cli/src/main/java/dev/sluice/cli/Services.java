package dev.sluice.cli;

import dev.sluice.numbers.AllStreamService;
import dev.sluice.numbers.PowService;
import dev.sluice.numbers.Printer;
import dev.sluice.numbers.SqrtService;
import dev.sluice.numbers.SumService;
import io.grpc.BindableService;
import java.util.List;

/**
 * The services of each of the tutorial's servers, printing as those do.
 *
 * @param dated takes the lines that the tutorial logs, with date and time
 * @param plain takes the others
 */
record Services(Printer dated, Printer plain) {
  static final Services SILENT = new Services(Printer.SILENT, Printer.SILENT);

  static Services printingTo(Lines lines) {
    return new Services(lines.dated(), lines.plain());
  }

  List<BindableService> sum() {
    return List.of(new SumService(dated));
  }

  List<BindableService> pow() {
    return List.of(new PowService(dated));
  }

  List<BindableService> sqrt() {
    return List.of(new SqrtService(plain), new AllStreamService(plain));
  }

  List<BindableService> all() {
    return List.of(
        new SumService(dated),
        new PowService(dated),
        new SqrtService(plain),
        new AllStreamService(plain));
  }
}

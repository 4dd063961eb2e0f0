package io.roomledger.torture;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ClassType;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.Method;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StackFrame;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.StepEvent;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.EventRequestManager;
import com.sun.jdi.request.StepRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Holds a node at a step, by the debug interface that every JDK has: the program itself knows
 * nothing of it. One step at a time.
 */
final class Debugger implements AutoCloseable {
  private static final int DEEPEST_CALLER = 60;

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final VirtualMachine vm;
  private final Step step;
  private final Callable<Boolean> condition;
  private final Set<ReferenceType> armed = new HashSet<>();
  private int calls;
  private boolean held;
  private @Nullable ThreadReference holder;

  private Debugger(VirtualMachine vm, Step step, Callable<Boolean> condition) {
    this.vm = vm;
    this.step = step;
    this.condition = condition;
  }

  /**
   * Attaches to the node, so that its threads stop as soon as one comes to the step.
   *
   * @param condition asked while they are stopped; false lets them go on to the next call
   */
  static Debugger arm(int port, Step step, Callable<Boolean> condition) throws IOException {
    AttachingConnector connector =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(each -> each.name().equals("com.sun.jdi.SocketAttach"))
            .findFirst()
            .orElseThrow(() -> new IOException("this JDK has no debug interface"));
    Map<String, Connector.Argument> arguments = connector.defaultArguments();
    argument(arguments, "hostname", "127.0.0.1");
    argument(arguments, "port", Integer.toString(port));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        Debugger debugger = new Debugger(connector.attach(arguments), step, condition);
        debugger.request();
        return debugger;
      } catch (IllegalConnectorArgumentsException e) {
        throw new IOException(e);
      } catch (IOException e) {
        // Who was attached before may only just have gone.
        if (System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private static void argument(
      Map<String, Connector.Argument> arguments, String name, String value) {
    Connector.Argument argument = arguments.get(name);
    if (argument != null) {
      argument.setValue(value);
    }
  }

  private void request() {
    ClassPrepareRequest later = vm.eventRequestManager().createClassPrepareRequest();
    later.addClassFilter(step.className());
    later.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
    later.enable();
    if (step.className().startsWith("*.")) {
      String ending = step.className().substring(1);
      vm.allClasses().stream().filter(type -> type.name().endsWith(ending)).forEach(this::breakAt);
    } else {
      vm.classesByName(step.className()).forEach(this::breakAt);
    }
  }

  private void breakAt(ReferenceType type) {
    if (!armed.add(type)) {
      return;
    }
    for (Method method : type.methodsByName(step.methodName())) {
      if (!method.isAbstract() && !method.isNative() && method.location() != null) {
        BreakpointRequest request =
            vm.eventRequestManager().createBreakpointRequest(method.location());
        request.setSuspendPolicy(EventRequest.SUSPEND_ALL);
        if (step.caller().isEmpty() && step.times() > 1) {
          // Counted where it runs: a row costs no journey to us.
          request.addCountFilter(step.times());
        }
        request.enable();
      }
    }
  }

  /** Whether the node came to the step in time; then all its threads stand still. */
  boolean await(Duration patience) throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!held && System.nanoTime() < deadline) {
      EventSet events = vm.eventQueue().remove(100);
      if (events != null) {
        for (Event event : events) {
          held |= isIt(event);
        }
        if (!held) {
          events.resume();
        }
      }
    }
    return held;
  }

  /** How often the node came by, and it was not as it was meant. */
  int calls() {
    return calls;
  }

  private boolean isIt(Event event) throws Exception {
    if (event instanceof ClassPrepareEvent prepared) {
      breakAt(prepared.referenceType());
      return false;
    }
    if (event instanceof StepEvent back) {
      back.request().disable();
      return met(back.thread());
    }
    if (!(event instanceof BreakpointEvent hit) || !isCalledBy(hit.thread())) {
      return false;
    }
    calls++;
    if (!step.caller().isEmpty() && calls < step.times()) {
      return false;
    }
    if (step.after()) {
      EventRequestManager requests = vm.eventRequestManager();
      requests.deleteEventRequests(List.copyOf(requests.stepRequests()));
      StepRequest out =
          requests.createStepRequest(hit.thread(), StepRequest.STEP_LINE, StepRequest.STEP_OUT);
      out.setSuspendPolicy(EventRequest.SUSPEND_ALL);
      out.addCountFilter(1);
      out.enable();
      return false;
    }
    return met(hit.thread());
  }

  private boolean met(ThreadReference thread) throws Exception {
    holder = thread;
    return condition.call();
  }

  /** From held as a whole to held in the one thread that came to the step; the others go on. */
  void holdThatThreadAlone() {
    ThreadReference thread = holder;
    if (thread != null) {
      thread.suspend();
      disarm();
      vm.resume();
    }
  }

  /** Watches another step while the one thread stays held. */
  Debugger alongside(Step other) {
    Debugger debugger = new Debugger(vm, other, () -> true);
    debugger.request();
    return debugger;
  }

  /** Lets all threads go on, but the one that is held alone; what was armed is so no more. */
  void goOn() {
    disarm();
    vm.resume();
  }

  /** Makes the thread that came to the step throw this there, when it goes on. */
  void throwThere(String error) throws Exception {
    ThreadReference thread = Objects.requireNonNull(holder, "nobody came to the step");
    ClassType type =
        (ClassType)
            vm.classesByName(error).stream()
                .findFirst()
                .orElseThrow(() -> new IOException(error + " is not loaded"));
    ObjectReference thrown =
        type.newInstance(
            thread,
            type.concreteMethodByName("<init>", "()V"),
            List.of(),
            ClassType.INVOKE_SINGLE_THREADED);
    thread.stop(thrown);
  }

  /** Lets the one thread that is held go on to another step. */
  Debugger next(Step other, Callable<Boolean> otherCondition) {
    Debugger debugger = new Debugger(vm, other, otherCondition);
    debugger.request();
    ThreadReference thread = holder;
    if (thread != null) {
      thread.resume();
    }
    return debugger;
  }

  private void disarm() {
    EventRequestManager requests = vm.eventRequestManager();
    requests.deleteAllBreakpoints();
    requests.deleteEventRequests(List.copyOf(requests.stepRequests()));
    requests.deleteEventRequests(List.copyOf(requests.classPrepareRequests()));
  }

  private boolean isCalledBy(ThreadReference thread) throws IncompatibleThreadStateException {
    if (step.caller().isEmpty()) {
      return true;
    }
    int depth = Math.min(thread.frameCount(), DEEPEST_CALLER);
    for (StackFrame frame : thread.frames(0, depth)) {
      Method method = frame.location().method();
      String name = method.declaringType().name() + "." + method.name();
      boolean packageOnly = step.caller().endsWith(".");
      if (packageOnly ? name.startsWith(step.caller()) : name.equals(step.caller())) {
        return true;
      }
    }
    return false;
  }

  /** Lets the node go on, and goes away. */
  @Override
  public void close() {
    try {
      disarm();
      // Also lets go of every thread that is held.
      vm.dispose();
    } catch (VMDisconnectedException e) {
      // It was killed.
      held = false;
    }
  }
}

//! Runs in child processes: a runtime that crashes, hangs or runs out of memory is an outcome with a name.
//!
//! The child reads a [`Request`] from standard input and answers on standard output: the byte `S` and four bytes for each
//! step that it begins, then `T` and the trace's wire form, or `U` and why it is unable.

use super::{Died, Executor, RunResult, RunSpec, in_process::run_here};
use crate::driver::Prepared;
use crate::machine::Unable;
use crate::testcase::{ModuleBytes, Testcase};
use crate::trace::Trace;
use serde::{Deserialize, Serialize};
use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::rc::Rc;
use std::time::{Duration, Instant};

/// What a child is asked.
#[derive(Serialize, Deserialize)]
struct Request {
    spec: RunSpec,
    case: ModuleBytes,
}

/// Kilobytes of writable memory that a child may have. Reservations of address space do not count.
const MEMORY_KB: u64 = 4 << 20;

/// Runs every spec in a child of its own.
#[derive(Clone, Debug)]
pub struct Children {
    /// The program and its first arguments; it must call [`serve`].
    pub command: Vec<String>,
    /// How long a child may take.
    pub timeout: Duration,
}

impl Children {
    /// Children of this program, started with the argument `child`.
    ///
    /// # Errors
    /// When the path of this program is not known.
    pub fn of_this_program(timeout: Duration) -> std::io::Result<Children> {
        let program = std::env::current_exe()?;
        Ok(Children {
            command: vec![program.to_string_lossy().into_owned(), "child".into()],
            timeout,
        })
    }

    fn spawn(&self) -> std::io::Result<Child> {
        // The shell sets the limit: there is no safe call for it, and this crate has no unsafe code.
        Command::new("/bin/sh")
            .args([
                "-c",
                &format!("ulimit -d {MEMORY_KB} 2>/dev/null; ulimit -c 0; exec \"$@\""),
                "sh",
            ])
            .args(&self.command)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
    }

    fn talk(&self, mut child: Child, request: Vec<u8>) -> std::io::Result<(Option<ExitStatus>, Vec<u8>, Vec<u8>)> {
        let mut stdin = child.stdin.take();
        let writer = std::thread::spawn(move || {
            // A child that died early closes the pipe; its status says why.
            let _ = stdin.take().map(|mut pipe| pipe.write_all(&request));
        });
        let stdout = read_all(child.stdout.take());
        let stderr = read_all(child.stderr.take());
        let deadline = Instant::now() + self.timeout;
        let mut pause = Duration::from_micros(200);
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break Some(status);
            }
            if Instant::now() >= deadline {
                child.kill()?;
                child.wait()?;
                break None;
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(20));
        };
        let _ = writer.join();
        Ok((
            status,
            stdout.join().unwrap_or_default(),
            stderr.join().unwrap_or_default(),
        ))
    }
}

fn read_all(pipe: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // What was read before an error is still worth having.
            let _ = pipe.read_to_end(&mut bytes);
        }
        bytes
    })
}

impl Executor for Children {
    fn run(&mut self, prepared: &Rc<Prepared>, spec: &RunSpec) -> RunResult {
        let mut request = Vec::new();
        let message = Request {
            spec: spec.clone(),
            case: ModuleBytes(prepared.case.encode()),
        };
        ciborium::into_writer(&message, &mut request).expect("writing to a vector does not fail");
        let answer = self.spawn().and_then(|child| self.talk(child, request));
        match answer {
            Err(error) => RunResult::Unable(Unable::Broken(format!("no child process: {error}"))),
            Ok((status, stdout, stderr)) => self.interpret(status, &stdout, &String::from_utf8_lossy(&stderr)),
        }
    }
}

impl Children {
    fn interpret(&self, status: Option<ExitStatus>, mut stdout: &[u8], stderr: &str) -> RunResult {
        let mut step = None;
        while let [b'S', a, b, c, d, rest @ ..] = stdout {
            step = Some(u32::from_le_bytes([*a, *b, *c, *d]));
            stdout = rest;
        }
        let died = |how| RunResult::Died(how, step, stderr.to_string());
        let Some(status) = status else {
            return died(Died::Hang(self.timeout.as_secs()));
        };
        match (status.signal(), status.code(), stdout) {
            (None, Some(0), [b'T', wire @ ..]) => match Trace::from_wire(wire) {
                Ok(trace) => RunResult::Trace(trace),
                Err(error) => RunResult::Unable(Unable::Broken(error.to_string())),
            },
            (None, Some(0), [b'U', reason @ ..]) => match ciborium::from_reader(reason) {
                Ok(unable) => RunResult::Unable(unable),
                Err(error) => RunResult::Unable(Unable::Broken(error.to_string())),
            },
            _ if stderr.contains("memory allocation of") => died(Died::OutOfMemory),
            // Nobody else kills these children without asking.
            (Some(libc::SIGKILL), ..) => died(Died::OutOfMemory),
            (Some(signal), ..) => died(Died::Signal(signal)),
            (None, code, _) => died(Died::Exit(code.unwrap_or(-1))),
        }
    }
}

/// The child's side: reads one request, answers it.
///
/// # Errors
/// When the request cannot be read or the answer not be written.
pub fn serve() -> std::io::Result<()> {
    let request: Request = ciborium::from_reader(std::io::stdin().lock()).map_err(std::io::Error::other)?;
    let case = Testcase::decode(&request.case.0).map_err(std::io::Error::other)?;
    let mut answer = Vec::new();
    match run_here(&Prepared::new(case), &request.spec, Some(tell_step)) {
        RunResult::Trace(trace) => {
            answer.push(b'T');
            answer.extend_from_slice(&trace.to_wire());
        }
        RunResult::Unable(unable) => {
            answer.push(b'U');
            ciborium::into_writer(&unable, &mut answer).map_err(std::io::Error::other)?;
        }
        RunResult::Died(died, ..) => return Err(std::io::Error::other(died.to_string())),
    }
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(&answer)?;
    stdout.flush()
}

fn tell_step(step: u32) {
    let [a, b, c, d] = step.to_le_bytes();
    let mut stdout = std::io::stdout().lock();
    // If the parent is gone nobody wants to know.
    let _ = stdout.write_all(&[b'S', a, b, c, d]);
    let _ = stdout.flush();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::RuntimeKind;
    use crate::testcase::Plan;

    fn run_script(script: &str) -> RunResult {
        let command = ["/bin/sh", "-c", script].map(String::from).to_vec();
        let mut children = Children {
            command,
            timeout: Duration::from_millis(500),
        };
        let prepared = Prepared::new(Testcase::new(b"\0asm\x01\0\0\0".to_vec(), Plan::default()));
        let spec = RunSpec {
            name: "test".into(),
            runtime: RuntimeKind::Reference,
            full_at: None,
        };
        children.run(&prepared, &spec)
    }

    #[test]
    fn deaths_have_names() {
        let died = |script: &str| match run_script(script) {
            RunResult::Died(how, step, _) => (how, step),
            other => panic!("{other:?}"),
        };
        assert_eq!(died("kill -SEGV $$"), (Died::Signal(libc::SIGSEGV), None));
        assert_eq!(died("exec sleep 100"), (Died::Hang(0), None));
        assert_eq!(died("printf 'S\\003\\000\\000\\000'; exit 7"), (Died::Exit(7), Some(3)));
        assert_eq!(
            died("echo memory allocation of 9 bytes failed >&2; kill -ABRT $$"),
            (Died::OutOfMemory, None)
        );
        assert_eq!(died("kill -KILL $$"), (Died::OutOfMemory, None));
    }

    #[test]
    fn an_answer_that_is_no_trace_is_an_error() {
        assert!(matches!(
            run_script("printf Tnonsense"),
            RunResult::Unable(Unable::Broken(_))
        ));
    }
}

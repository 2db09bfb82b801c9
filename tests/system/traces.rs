//! Traces: from the command over the node to the peer, as a collector gets them; and a program that was built without them.

#[cfg(feature = "otel")]
mod collected {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::{SocketAddr, TcpListener, TcpStream};
    use std::sync::{Arc, Condvar, Mutex};
    use std::thread;

    use rustix::process::Signal;
    use serde_json::Value;

    use crate::lab::{Lab, Node, PATIENCE, until};
    use crate::observe::get;
    use crate::replication::ticket;

    /// A step as a collector sees it.
    #[derive(Clone, Debug)]
    struct Step {
        service: String,
        name: String,
        trace: String,
        id: String,
        parent: String,
    }

    /// A collector of OTLP over HTTP that takes everything.
    struct Collector {
        address: SocketAddr,
        steps: Arc<(Mutex<Vec<Step>>, Condvar)>,
    }

    impl Collector {
        fn start() -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let (address, steps) = (listener.local_addr().unwrap(), Arc::default());
            let taken = Arc::clone(&steps);
            thread::spawn(move || {
                for connection in listener.incoming().map_while(Result::ok) {
                    let taken = Arc::clone(&taken);
                    thread::spawn(move || take(&connection, &taken));
                }
            });
            Self { address, steps }
        }

        fn url(&self) -> String {
            format!("http://{}", self.address)
        }

        /// Waits until what came is as it is to be.
        #[track_caller]
        fn wait<T>(&self, what: &str, found: impl Fn(&[Step]) -> Option<T>) -> T {
            let (steps, came) = &*self.steps;
            let missing = |steps: &mut Vec<Step>| found(steps).is_none();
            let (steps, _) = came.wait_timeout_while(steps.lock().unwrap(), PATIENCE, missing).unwrap();
            found(&steps).unwrap_or_else(|| panic!("{what} did not come; these did: {steps:#?}"))
        }

        fn node(&self, service: &str) -> [(&'static str, String); 2] {
            [
                ("CYBERFLY_TELEMETRY__OTLP_ENDPOINT", self.url()),
                ("CYBERFLY_TELEMETRY__SERVICE_NAME", service.to_owned()),
            ]
        }

        fn start_node<'a>(&self, lab: &'a Lab, service: &str, more: &[(&str, &str)]) -> Node<'a> {
            let own = self.node(service);
            let own = own.iter().map(|(name, value)| (*name, value.as_str()));
            lab.start_with(&own.chain(more.iter().copied()).collect::<Vec<_>>())
        }

        /// Runs a command that sends its trace here.
        fn run(&self, lab: &Lab, line: &str) {
            let mut command = lab.command(line.split_whitespace());
            let done = command.env("OTEL_EXPORTER_OTLP_ENDPOINT", self.url()).output().unwrap();
            crate::lab::Done::from(done).ok();
        }
    }

    /// Takes what comes over a connection, until that ends.
    fn take(connection: &TcpStream, steps: &(Mutex<Vec<Step>>, Condvar)) {
        let mut from = BufReader::new(connection);
        loop {
            let (mut line, mut length, mut head) = (String::new(), 0, Vec::new());
            while from.read_line(&mut line).unwrap_or(0) > 2 {
                if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                head.push(std::mem::take(&mut line));
            }
            if head.is_empty() {
                return;
            }
            assert!(head[0].starts_with("POST /v1/traces "), "{head:?}");
            let mut body = vec![0; length];
            from.read_exact(&mut body).unwrap();
            steps.0.lock().unwrap().extend(read(&serde_json::from_slice(&body).unwrap()));
            steps.1.notify_all();
            let answer = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
            (&mut &*connection).write_all(answer.as_bytes()).unwrap();
        }
    }

    fn read(document: &Value) -> Vec<Step> {
        let list = |of: &Value| of.as_array().cloned().unwrap_or_default();
        let text = |of: &Value| of.as_str().unwrap_or_default().to_owned();
        let mut steps = Vec::new();
        for resource in list(&document["resourceSpans"]) {
            let attributes = list(&resource["resource"]["attributes"]);
            let service = attributes.iter().find(|attribute| attribute["key"] == "service.name").unwrap();
            for span in list(&resource["scopeSpans"]).iter().flat_map(|scope| list(&scope["spans"])) {
                steps.push(Step {
                    service: text(&service["value"]["stringValue"]),
                    name: text(&span["name"]),
                    trace: text(&span["traceId"]),
                    id: text(&span["spanId"]),
                    parent: text(&span["parentSpanId"]),
                });
            }
        }
        steps
    }

    /// The step of this name of a service in a trace.
    fn step<'a>(steps: &'a [Step], trace: &str, service: &str, name: &str) -> Option<&'a Step> {
        steps.iter().find(|step| step.trace == trace && step.service == service && step.name == name)
    }

    #[test]
    fn one_trace_spans_the_command_the_node_and_the_peer_that_got_the_write() {
        let collector = Collector::start();
        let (here, there) = (Lab::new().with_key(), Lab::new());
        let _here = collector.start_node(&here, "here", &[]);
        let peers = ticket(&here);
        let more = [("CYBERFLY_NETWORK__PEERS", peers.as_str()), ("CYBERFLY_REPLICATE__DATABASES", "all")];
        let there_node = collector.start_node(&there, "there", &more);
        // Until both have said what they want to hear of, a write goes by a session, which has no trace.
        until("a write that a command has begun goes on to the peer at once", || {
            collector.run(&here, "data put k v --wait-replicas 1");
            let steps = collector.steps.0.lock().unwrap();
            steps.iter().any(|step| step.service == "there" && step.name == "replicate")
        });
        let (trace, on_the_way) = collector.wait("a whole trace", |steps| {
            let replicate = steps.iter().find(|step| step.service == "there" && step.name == "replicate")?;
            let of = |service, name| step(steps, &replicate.trace, service, name).cloned();
            let whole = [
                of("cyberfly-cli", "cyberfly data put")?,
                steps
                    .iter()
                    .find(|step| of("here", "POST /api/v1/ops").is_some_and(|r| r.parent == step.id))?
                    .clone(),
                of("here", "POST /api/v1/ops")?,
                of("here", "write")?,
                replicate.clone(),
                of("there", "commit")?,
            ];
            of("here", "verify")?;
            of("here", "commit")?;
            of("there", "verify")?;
            Some((replicate.trace.clone(), whole))
        });
        assert_eq!(trace.len(), 32);
        for pair in on_the_way.windows(2) {
            assert_eq!(pair[1].parent, pair[0].id, "{on_the_way:#?}");
        }
        assert_eq!(on_the_way[0].parent, "", "nobody went before the command");
        assert_eq!(there_node.end_by(Signal::TERM), 0);
    }

    #[test]
    fn a_command_without_a_node_is_one_trace_too() {
        let collector = Collector::start();
        let lab = Lab::new().with_key();
        collector.run(&lab, "data put k v");
        collector.wait("the write", |steps| {
            let root = steps.iter().find(|step| step.name == "cyberfly data put")?;
            (step(steps, &root.trace, "cyberfly-cli", "write")?.parent == root.id).then_some(())
        });
        let steps = format!("{:?}", collector.steps.0.lock().unwrap());
        assert!(!steps.contains(" k "), "what was given to a command is nobody's business: {steps}");
    }

    #[test]
    fn a_trace_of_any_client_goes_on_in_the_node_unless_it_is_not_recorded() {
        let collector = Collector::start();
        let lab = Lab::new();
        let node = collector.start_node(&lab, "node", &[]);
        let url = node.status()["listen"]["http"].as_str().unwrap().to_owned();
        let ask = |parent: &str| {
            let address = url.trim_start_matches("http://").trim_end_matches('/');
            let mut stream = TcpStream::connect(address).unwrap();
            let head = format!("host: {address}\r\ntraceparent: {parent}\r\nconnection: close");
            stream.write_all(format!("GET /healthz HTTP/1.1\r\n{head}\r\n\r\n").as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        };
        ask("00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-00");
        ask("what is no trace is no reason to refuse anything");
        ask("00-cccccccccccccccccccccccccccccccc-dddddddddddddddd-01");
        let parent = collector.wait("the request", |steps| {
            Some(step(steps, &"c".repeat(32), "node", "GET /healthz")?.parent.clone())
        });
        assert_eq!(parent, "d".repeat(16));
        // What ends with the node is sent before it is gone.
        ask("00-eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-ffffffffffffffff-01");
        assert_eq!(node.end_by(Signal::TERM), 0);
        let steps = collector.steps.0.lock().unwrap().clone();
        assert!(step(&steps, &"e".repeat(32), "node", "GET /healthz").is_some(), "{steps:#?}");
        assert!(steps.iter().all(|step| step.trace != "a".repeat(32)), "{steps:#?}");
    }

    #[test]
    fn a_collector_that_is_not_there_holds_nobody_up_and_is_told_of_once() {
        let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let lab = Lab::new().with_key();
        let endpoint = format!("http://{nobody}");
        let node = lab.start_with(&[("CYBERFLY_TELEMETRY__OTLP_ENDPOINT", &endpoint)]);
        let failed = || {
            let metrics = get(&lab, "/metrics");
            let line = metrics
                .lines()
                .find(|line| line.starts_with("cyberfly_trace_steps_total{result=\"failed\"}"));
            line.and_then(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).unwrap_or(0)
        };
        let mut put = lab.command(["data", "put", "k", "v"]);
        crate::lab::Done::from(put.env("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint).output().unwrap()).ok();
        until("a batch is lost", || failed() > 0);
        let lost = failed();
        lab.run("data put k w").ok();
        until("another batch is lost", || failed() > lost);
        let log = get(&lab, "/api/v1/logs");
        assert_eq!(log.matches("the collector of traces takes nothing").count(), 1, "{log}");
        assert_eq!(node.end_by(Signal::TERM), 0);
    }
}

#[cfg(not(feature = "otel"))]
#[test]
fn a_program_that_was_built_without_traces_says_so_when_it_is_to_send_some() {
    let lab = crate::lab::Lab::new();
    let mut start = lab.command(["start", "--ephemeral"]);
    let start = start.env("CYBERFLY_TELEMETRY__OTLP_ENDPOINT", "http://127.0.0.1:4318").output().unwrap();
    crate::lab::Done::from(start).fails(2, "built without OpenTelemetry");
    lab.run("config set telemetry.otlp_endpoint http://127.0.0.1:4318").fails(2, "--features otel");
    lab.run("config set telemetry.sampling_ratio 0.5").ok();
    lab.run("config set telemetry.sampling_ratio 2").fails(2, "a number from 0 to 1");
    assert_eq!(lab.run("config show --json").ok().json().to_string().matches("0.5").count(), 1);
}

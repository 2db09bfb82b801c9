//! Which node a command is for: the one of this machine's data directory, or another one that was named.
//!
//! Whoever speaks last is heard: flags above the environment above the context in use.

use std::fmt;
use std::path::PathBuf;

use cyberfly_client::{Connect, NodeClient, TokenSource, Trust};
use cyberfly_core::ErrorCode;
use cyberfly_protocol::ErrorBody;

use crate::cli::Global;
use crate::context::saved::{Context, Contexts, LOCAL, Proof};
use crate::failure::Failure;
use crate::passphrase::Opener;
use crate::places;
use crate::ui::Ui;

/// The node that a command is for.
#[derive(Debug)]
pub(crate) enum Target {
    /// The one that owns this data directory.
    Here {
        /// The data directory.
        data: PathBuf,
        /// Its admin socket.
        socket: PathBuf,
    },
    /// Another one. Its data directory is none of this command's business.
    There {
        /// The name it was saved under, if it was.
        context: Option<String>,
        /// The way to it.
        way: Context,
    },
}

/// What was said about which node.
enum Named {
    Here,
    Url(String),
    Context(String),
}

impl Target {
    /// The node that flags, environment or the context in use name; without any, the one of this machine.
    pub(crate) fn choose(global: &Global) -> Result<Self, Failure> {
        let named = match (by_flags(global)?, by_environment()?) {
            (Some(named), _) | (None, Some(named)) => named,
            (None, None) => Named::Context(Contexts::in_use()?),
        };
        match named {
            Named::Here => Self::here(global),
            Named::Context(name) if name == LOCAL => Self::here(global),
            Named::Context(name) => {
                let mut way = Contexts::load(&places::contexts()?)?.find(&name)?.clone();
                if let Context::Url { proof, trust, .. } = &mut way {
                    if let Some(file) = &global.token_file {
                        *proof = Proof::File(file.clone());
                    }
                    *trust = over(global.trust(), std::mem::take(trust));
                }
                Ok(Self::There { context: Some(name), way })
            }
            Named::Url(url) => {
                let proof = global.token_file.clone().map_or(Proof::None, Proof::File);
                let way = Context::Url { url, proof, trust: global.trust() };
                Ok(Self::There { context: None, way })
            }
        }
    }

    /// The node of this machine. A flag that names another one is an error.
    pub(crate) fn here(global: &Global) -> Result<Self, Failure> {
        refuse_elsewhere(global)?;
        let data = places::data_dir(global)?;
        let socket = places::socket(global, &data)?;
        Ok(Self::Here { data, socket })
    }

    /// Looks whether someone listens there, as far as that can be seen without asking.
    pub(crate) fn connect(&self, ui: &mut Ui, global: &Global) -> Result<Connect, Failure> {
        let patience = global.patience();
        let connect = match self {
            Self::Here { socket, .. } => NodeClient::at_socket(socket, patience)?,
            Self::There { way: Context::Socket { socket }, .. } => NodeClient::at_socket(socket, patience)?,
            Self::There { way: Context::Url { url, proof, trust }, .. } => {
                Connect::Listening(NodeClient::at_url(url, tokens(proof, global)?, trust, patience)?)
            }
        };
        if matches!(connect, Connect::Listening(_)) {
            ui.detail(&format!("through the node at {self}"));
        }
        Ok(connect)
    }

    /// A way to the node. That nobody listens is an error.
    pub(crate) fn client(&self, ui: &mut Ui, global: &Global) -> Result<NodeClient, Failure> {
        match self.connect(ui, global)? {
            Connect::Listening(client) => Ok(client),
            Connect::NotAllowed => Err(self.not_allowed()),
            Connect::Nobody => Err(self.nobody()),
        }
    }

    /// Nobody listens there.
    pub(crate) fn nobody(&self) -> Failure {
        let message = match self {
            Self::Here { data, socket } => match cyberfly_store::holder(data) {
                None => return Failure::not_running(format!("no node runs on {}", data.display())),
                Some(holder) => {
                    let (data, socket) = (data.display(), socket.display());
                    let message = format!("{data} is held by {holder}, which does not answer at {socket}");
                    let body = ErrorBody::new(ErrorCode::Unavailable, message);
                    return body.hint("name its socket with --socket").into();
                }
            },
            Self::There { .. } => format!("nobody answers at {self}"),
        };
        let hint = "see that the node runs there, or change the way to it: cyberfly context show";
        ErrorBody::new(ErrorCode::Unavailable, message).hint(hint).into()
    }

    /// Somebody does, but not for this user.
    pub(crate) fn not_allowed(&self) -> Failure {
        let message = format!("{self} belongs to another user");
        ErrorBody::new(ErrorCode::NotAllowed, message)
            .hint("run the command as the user who runs the node")
            .into()
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Here { socket, .. } => write!(f, "the admin socket {}", socket.display()),
            Self::There { context: Some(name), way } => write!(f, "{way} (context {name})"),
            Self::There { context: None, way } => write!(f, "{way}"),
        }
    }
}

/// What is shown to the node at a URL. A key is opened here, so that a passphrase is asked for before anything is sent.
fn tokens(proof: &Proof, global: &Global) -> Result<TokenSource, Failure> {
    Ok(match proof {
        Proof::None => TokenSource::None,
        Proof::File(path) => TokenSource::File(path.clone()),
        Proof::Key { key, node, scope } => {
            let key = places::keys()?.load::<Opener<'_>>(key, &mut Opener(global))?;
            TokenSource::by_key(key.secret, *node, scope.scope())
        }
    })
}

/// What was said just now, and for the rest what was saved. A key belongs to the certificate that it was named with.
fn over(said: Trust, saved: Trust) -> Trust {
    let key = if said.certificate.is_some() { said.key } else { said.key.or(saved.key) };
    Trust { ca: said.ca.or(saved.ca), certificate: said.certificate.or(saved.certificate), key }
}

/// For what is done on this machine alone: a flag that names another node is an error.
pub(crate) fn refuse_elsewhere(global: &Global) -> Result<(), Failure> {
    match by_flags(global)? {
        Some(Named::Context(name)) if name == LOCAL => Ok(()),
        None | Some(Named::Here) => Ok(()),
        Some(Named::Url(_) | Named::Context(_)) => {
            let message = "this works on this machine's own data directory, and a flag names another node";
            Err(Failure::misuse(message, "leave out --url and --context"))
        }
    }
}

fn by_flags(global: &Global) -> Result<Option<Named>, Failure> {
    let socket = global.socket.as_ref().map(|_| Named::Here);
    let url = global.url.clone().map(Named::Url);
    let context = global.context.clone().map(Named::Context);
    let named = only_one([("--socket", socket), ("--url", url), ("--context", context)])?;
    Ok(named.or_else(|| global.data_dir.as_ref().map(|_| Named::Here)))
}

fn by_environment() -> Result<Option<Named>, Failure> {
    let socket = places::variable("CYBERFLY_SOCKET").map(|_| Named::Here);
    let url = places::text_variable("CYBERFLY_URL")?.map(Named::Url);
    let context = places::text_variable("CYBERFLY_CONTEXT")?.map(Named::Context);
    let named =
        only_one([("CYBERFLY_SOCKET", socket), ("CYBERFLY_URL", url), ("CYBERFLY_CONTEXT", context)])?;
    Ok(named.or_else(|| places::variable("CYBERFLY_DATA_DIR").map(|_| Named::Here)))
}

/// Of several ways to name a node, one may be used at a time: nobody could say which was meant.
fn only_one(said: [(&str, Option<Named>); 3]) -> Result<Option<Named>, Failure> {
    let mut said = said.into_iter().filter_map(|(how, named)| Some((how, named?)));
    match (said.next(), said.next()) {
        (Some((first, _)), Some((second, _))) => {
            let message = format!("{first} and {second} both name a node; nothing was done");
            Err(Failure::misuse(message, "keep one of them"))
        }
        (one, _) => Ok(one.map(|(_, named)| named)),
    }
}

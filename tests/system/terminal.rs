//! A real pseudo-terminal, for what only shows on one.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use rustix::termios::{Termios, Winsize, tcgetattr, tcsetwinsize};

use crate::lab::until;

/// A pseudo-terminal, and everything that was ever drawn on it.
pub(crate) struct Terminal {
    pub(crate) keyboard: Option<File>,
    user: OwnedFd,
    pub(crate) drawn: Arc<Mutex<Vec<u8>>>,
    before: Termios,
}

impl Terminal {
    pub(crate) fn open() -> Self {
        use rustix::fs::{Mode, OFlags};
        use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
        let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&controller).unwrap();
        unlockpt(&controller).unwrap();
        let name = ptsname(&controller, Vec::new()).unwrap();
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let user = rustix::fs::open(name, flags, Mode::empty()).unwrap();
        let before = tcgetattr(&user).unwrap();
        let keyboard = File::from(controller);
        let drawn = Arc::new(Mutex::new(Vec::new()));
        let (mut screen, kept) = (keyboard.try_clone().unwrap(), drawn.clone());
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(length @ 1..) = screen.read(&mut bytes) {
                kept.lock().unwrap().extend_from_slice(&bytes[..length]);
            }
        });
        let terminal = Self { keyboard: Some(keyboard), user, drawn, before };
        terminal.resize(100, 30);
        terminal
    }

    /// Starts a program in a session of its own, whose controlling terminal this is, as a person's is.
    pub(crate) fn start(&self, program: &Command) -> Child {
        let on = || Stdio::from(self.user.try_clone().unwrap());
        let mut command = Command::new("/usr/bin/setsid");
        command.arg("--ctty").arg(program.get_program()).args(program.get_args()).env_clear();
        for (name, value) in program.get_envs() {
            command.env(name, value.unwrap_or_default());
        }
        if let Some(folder) = program.get_current_dir() {
            command.current_dir(folder);
        }
        command.stdin(on()).stdout(on()).stderr(on()).spawn().unwrap()
    }

    /// Presses keys.
    pub(crate) fn press(&mut self, keys: &str) {
        self.keyboard.as_mut().unwrap().write_all(keys.as_bytes()).unwrap();
    }

    /// Forgets what was drawn until now.
    pub(crate) fn forget(&self) {
        self.drawn.lock().unwrap().clear();
    }

    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&self.user, size).unwrap();
    }

    /// What was drawn, without the escapes between the letters.
    pub(crate) fn text(&self) -> String {
        let drawn = self.drawn.lock().unwrap();
        let mut text = String::new();
        let mut in_escape = false;
        for character in String::from_utf8_lossy(&drawn).chars() {
            match character {
                '\x1b' => in_escape = true,
                'A'..='Z' | 'a'..='z' if in_escape => in_escape = false,
                _ if in_escape => {}
                _ => text.push(character),
            }
        }
        text
    }

    #[track_caller]
    pub(crate) fn shows(&self, what: &str) {
        until(what, || self.text().contains(what));
    }

    /// Whether it is set as it was before anything ran on it.
    #[track_caller]
    pub(crate) fn is_as_before(&self) {
        let now = tcgetattr(&self.user).unwrap();
        let modes = |of: &Termios| (of.input_modes, of.output_modes, of.control_modes, of.local_modes);
        assert_eq!(modes(&now), modes(&self.before));
        assert_eq!(format!("{:?}", now.special_codes), format!("{:?}", self.before.special_codes));
        // What was written last may be on its way from the terminal still.
        until("the other screen is left, and the cursor is there again", || {
            let drawn = String::from_utf8_lossy(&self.drawn.lock().unwrap()).into_owned();
            let last = |what: &str| drawn.rfind(what);
            last("\x1b[?1049l") > last("\x1b[?1049h") && last("\x1b[?25h") > last("\x1b[?25l")
        });
    }

    pub(crate) fn is_raw(&self) -> bool {
        let now = tcgetattr(&self.user).unwrap();
        !now.local_modes.contains(rustix::termios::LocalModes::ECHO)
    }
}

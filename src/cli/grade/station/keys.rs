//! Tells a scanner from fingers. A scanner is a keyboard that types a whole code and Enter within
//! a blink; keys are held back until it is clear that they are none of its.
//!
//! Knows no clock: each key comes with its time in milliseconds.

/// Keys closer together than this come from a scanner.
const GAP: u64 = 40;
/// The shortest code that a scanner types; fewer keys in a row are quick fingers.
const LEAST: usize = 6;

/// A key, as far as the station knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Char(char),
    Enter,
    Esc,
    Backspace,
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    F(u8),
    Ctrl(char),
}

/// What came in, once it is clear what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    Key(Key),
    /// A whole code out of a scanner
    Scan(String),
}

/// Keys that may yet turn out to be a scan.
#[derive(Debug, Default)]
pub(super) struct Burst {
    held: String,
    /// When the newest of them came.
    newest: u64,
    /// When Enter came last.
    entered: Option<u64>,
}

impl Burst {
    /// Takes a key that came at `at`; what is clear now.
    pub(super) fn press(&mut self, key: Key, at: u64) -> Vec<Input> {
        let mut clear = self.pause(at);
        match key {
            Key::Char(c) if c.is_ascii_graphic() || c == ' ' => {
                self.held.push(c);
                self.newest = at;
            }
            Key::Enter => {
                let bounces = self.entered.is_some_and(|before| at < before + GAP);
                self.entered = Some(at);
                if self.held.len() >= LEAST {
                    clear.push(Input::Scan(std::mem::take(&mut self.held)));
                } else if !bounces || !self.held.is_empty() {
                    // Some scanners end with two line ends; no finger is that quick.
                    self.release(&mut clear);
                    clear.push(Input::Key(Key::Enter));
                }
            }
            other => {
                self.release(&mut clear);
                clear.push(Input::Key(other));
            }
        }
        clear
    }

    /// Nothing came until `at`; what is clear now.
    pub(super) fn pause(&mut self, at: u64) -> Vec<Input> {
        let mut clear = Vec::new();
        if self.due().is_some_and(|due| due <= at) {
            self.release(&mut clear);
        }
        clear
    }

    /// When what is held turns out to be keys, if nothing else comes.
    pub(super) fn due(&self) -> Option<u64> {
        (!self.held.is_empty()).then_some(self.newest + GAP)
    }

    fn release(&mut self, clear: &mut Vec<Input>) {
        let held = std::mem::take(&mut self.held);
        clear.extend(held.chars().map(|c| Input::Key(Key::Char(c))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Types `text` with `gap` between the keys; a line feed is Enter.
    fn typed(burst: &mut Burst, text: &str, from: u64, gap: u64) -> Vec<Input> {
        let mut clear = Vec::new();
        for (place, c) in text.chars().enumerate() {
            let key = if c == '\n' { Key::Enter } else { Key::Char(c) };
            clear.extend(burst.press(key, from + gap * place as u64));
        }
        clear
    }

    fn keys(text: &str) -> Vec<Input> {
        let key = |c| if c == '\n' { Key::Enter } else { Key::Char(c) };
        text.chars().map(|c| Input::Key(key(c))).collect()
    }

    #[test]
    fn a_burst_that_ends_in_enter_is_a_scan() {
        let mut burst = Burst::default();
        let scan = Input::Scan("SN0001".to_owned());
        assert_eq!(typed(&mut burst, "SN0001\n", 0, 39), [scan]);
        assert_eq!(burst.due(), None);
    }

    #[test]
    fn a_scanner_that_ends_lines_twice_scans_once() {
        let mut burst = Burst::default();
        assert_eq!(typed(&mut burst, "SN0001\n\n", 0, 5).len(), 1);
        assert_eq!(burst.press(Key::Enter, 500), keys("\n"));
    }

    #[test]
    fn fingers_are_keys_however_many() {
        let mut burst = Burst::default();
        assert_eq!(typed(&mut burst, "g2g2g2g2\n", 0, 40), keys("g2g2g2g2\n"));
    }

    #[test]
    fn few_quick_keys_are_keys() {
        let mut burst = Burst::default();
        assert_eq!(typed(&mut burst, "h8500\n", 0, 1), keys("h8500\n"));
    }

    #[test]
    fn a_single_key_acts_after_the_pause() {
        let mut burst = Burst::default();
        assert_eq!(burst.press(Key::Char('g'), 100), []);
        assert_eq!(burst.due(), Some(140));
        assert_eq!(burst.pause(139), []);
        assert_eq!(burst.pause(140), keys("g"));
        assert_eq!(burst.due(), None);
    }

    #[test]
    fn a_burst_without_enter_is_keys() {
        let mut burst = Burst::default();
        assert_eq!(typed(&mut burst, "SN00012345", 0, 2), []);
        assert_eq!(burst.pause(100), keys("SN00012345"));
    }

    #[test]
    fn other_keys_act_at_once_and_after_those_before_them() {
        let mut burst = Burst::default();
        burst.press(Key::Char('g'), 0);
        let clear = burst.press(Key::Esc, 1);
        assert_eq!(clear, [Input::Key(Key::Char('g')), Input::Key(Key::Esc)]);
        assert_eq!(burst.press(Key::F(2), 2), [Input::Key(Key::F(2))]);
    }

    #[test]
    fn a_finger_before_a_scan_is_a_finger() {
        let mut burst = Burst::default();
        burst.press(Key::Char('g'), 0);
        let mut clear = typed(&mut burst, "8K3T9M\n", 60, 3);
        assert_eq!(clear.remove(0), Input::Key(Key::Char('g')));
        assert_eq!(clear, [Input::Scan("8K3T9M".to_owned())]);
    }

    #[test]
    fn wide_characters_are_nobodys_scan() {
        let mut burst = Burst::default();
        let text = "屏幕有划痕边框也有\n";
        assert_eq!(typed(&mut burst, text, 0, 1), keys(text));
    }
}

//! A work order as its events have made it. The same fold serves the command that writes and the
//! check that replays.

use serde_json::Value;

use super::order::{Finished, Opened, PartChanged, Paused, Received, Resumed, Sent, read};
use super::partner::IN_HOUSE;
use crate::domain::event::{BadData, Kind};
use crate::domain::lang::Lang;

/// How far a work order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Opened; at a partner's it has not gone yet
    Open,
    /// With the partner
    Sent,
    /// Back from the partner
    Back,
    /// Finished
    Finished,
    /// Its opening was undone
    Undone,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 5] = [
        Self::Open,
        Self::Sent,
        Self::Back,
        Self::Finished,
        Self::Undone,
    ];

    /// The word in the record, in JSON and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Sent => "sent",
            Self::Back => "back",
            Self::Finished => "finished",
            Self::Undone => "undone",
        }
    }

    /// The status of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }

    /// What staff read.
    pub const fn name(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (_, Lang::En) => self.as_str(),
            (Self::Open, Lang::Zh) => "待修",
            (Self::Sent, Lang::Zh) => "已送修",
            (Self::Back, Lang::Zh) => "已收回",
            (Self::Finished, Lang::Zh) => "已完成",
            (Self::Undone, Lang::Zh) => "已撤销",
        }
    }

    /// Whether work is still to be done.
    pub const fn is_unfinished(self) -> bool {
        match self {
            Self::Open | Self::Sent | Self::Back => true,
            Self::Finished | Self::Undone => false,
        }
    }
}

/// What is done under an order that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It goes to the partner
    Send,
    /// It comes back
    Receive,
    /// A part is put in or taken out
    Part,
    /// The work waits
    Pause,
    /// The work goes on
    Resume,
    /// The work is done
    Finish,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 6] = [
        Self::Send,
        Self::Receive,
        Self::Part,
        Self::Pause,
        Self::Resume,
        Self::Finish,
    ];

    /// The event that says so.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Send => Kind::OrderSent,
            Self::Receive => Kind::OrderReceived,
            Self::Part => Kind::Part,
            Self::Pause => Kind::OrderPaused,
            Self::Resume => Kind::OrderResumed,
            Self::Finish => Kind::OrderFinished,
        }
    }

    /// The step that such an event says.
    pub fn of(kind: Kind) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.kind() == kind)
    }
}

/// A work order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Its number
    pub number: i64,
    /// Who does it
    pub partner: String,
    /// How far it is
    pub status: Status,
    /// The event that opened it
    pub opened_seq: i64,
    /// When it was opened
    pub opened_at: i64,
    /// The working days promised
    pub promised_days: i64,
    /// When it went to the partner
    pub sent_at: Option<i64>,
    /// SHA-256 of the list that went with it
    pub manifest: Option<[u8; 32]>,
    /// When it came back
    pub back_at: Option<i64>,
    /// Since when it is paused
    pub paused_at: Option<i64>,
    /// The working days of pauses that ended
    pub paused_days: i64,
    /// When it was finished
    pub finished_at: Option<i64>,
}

/// Why something cannot be done to a work order as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotNow {
    /// It is not at the point that this starts from
    #[error("its work order is {}", .0.as_str())]
    Status(Status),
    /// It is worked on in the house
    #[error("its work order is for the in-house bench")]
    InHouse,
    /// It has not gone to the partner
    #[error("its work order has not gone to the partner")]
    NotSent,
    /// It is paused
    #[error("its work order is paused")]
    Paused,
    /// It is not paused
    #[error("its work order is not paused")]
    NotPaused,
    /// The event cannot be read
    #[error(transparent)]
    Bad(#[from] BadData),
}

impl NotNow {
    /// What staff read.
    pub fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Status(status), Lang::Zh) => format!("工单{}", status.name(lang)),
            (Self::InHouse, Lang::Zh) => "工单由本站自修".to_owned(),
            (Self::NotSent, Lang::Zh) => "工单尚未送修".to_owned(),
            (Self::Paused, Lang::Zh) => "工单已暂停".to_owned(),
            (Self::NotPaused, Lang::Zh) => "工单未暂停".to_owned(),
            (_, Lang::En) | (Self::Bad(_), Lang::Zh) => self.to_string(),
        }
    }
}

impl Order {
    /// The order that an event opened, and the event's data.
    pub fn opened(seq: i64, at: i64, data: &Value) -> Result<Self, BadData> {
        let opened = read::<Opened>(data)?;
        Ok(Self {
            number: opened.order,
            partner: opened.partner,
            status: Status::Open,
            opened_seq: seq,
            opened_at: at,
            promised_days: opened.promised_days,
            sent_at: None,
            manifest: None,
            back_at: None,
            paused_at: None,
            paused_days: 0,
            finished_at: None,
        })
    }

    /// Whether it is done in the house.
    pub fn is_in_house(&self) -> bool {
        self.partner == IN_HOUSE
    }

    /// When the promise began to run; none before the goods have gone.
    pub fn started_at(&self) -> Option<i64> {
        match self.is_in_house() {
            true => Some(self.opened_at),
            false => self.sent_at,
        }
    }

    /// When the promise was met; none while it runs.
    pub fn met_at(&self) -> Option<i64> {
        match self.is_in_house() {
            true => self.finished_at,
            false => self.back_at,
        }
    }

    /// The order after a further step, or why it cannot be.
    pub fn after(mut self, step: Step, at: i64, data: &Value) -> Result<Self, NotNow> {
        self.may(step)?;
        match step {
            Step::Send => {
                self.manifest = Some(hash_of(&read::<Sent>(data)?.manifest)?);
                self.sent_at = Some(at);
                self.status = Status::Sent;
            }
            Step::Receive => {
                if Some(hash_of(&read::<Received>(data)?.manifest)?) != self.manifest {
                    return Err(BadData("another list than it went with").into());
                }
                self.back_at = Some(at);
                self.status = Status::Back;
            }
            Step::Part => {
                read::<PartChanged>(data)?;
            }
            Step::Pause => {
                read::<Paused>(data)?;
                self.paused_at = Some(at);
            }
            Step::Resume => {
                self.paused_days += read::<Resumed>(data)?.days;
                self.paused_at = None;
            }
            Step::Finish => {
                read::<Finished>(data)?;
                self.finished_at = Some(at);
                self.status = Status::Finished;
            }
        }
        Ok(self)
    }

    /// Whether that step may be next.
    pub fn may(&self, step: Step) -> Result<(), NotNow> {
        let (status, is_in_house) = (self.status, self.is_in_house());
        if !status.is_unfinished() {
            return Err(NotNow::Status(status));
        }
        match step {
            Step::Send | Step::Receive if is_in_house => Err(NotNow::InHouse),
            Step::Send if status != Status::Open => Err(NotNow::Status(status)),
            Step::Receive if status == Status::Open => Err(NotNow::NotSent),
            Step::Receive if status == Status::Back => Err(NotNow::Status(status)),
            Step::Finish if !is_in_house && status == Status::Open => Err(NotNow::NotSent),
            Step::Finish if status == Status::Sent => Err(NotNow::Status(status)),
            Step::Send | Step::Finish | Step::Pause if self.paused_at.is_some() => {
                Err(NotNow::Paused)
            }
            Step::Resume if self.paused_at.is_none() => Err(NotNow::NotPaused),
            Step::Send | Step::Receive | Step::Part | Step::Pause | Step::Resume | Step::Finish => {
                Ok(())
            }
        }
    }
}

/// The bytes of a SHA-256 in lower-case hex.
fn hash_of(hex: &str) -> Result<[u8; 32], BadData> {
    let bad = BadData("no SHA-256");
    let mut bytes = [0; 32];
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if hex.len() != 64 || !hex.bytes().all(is_hex) {
        return Err(bad);
    }
    for (byte, place) in bytes.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(&hex[place..place + 2], 16).map_err(|_| bad)?;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn order(partner: &str) -> Order {
        let data = json!({
            "inspection": 1, "ops": [], "order": 7, "partner": partner, "promised_days": 3,
            "standard": { "id": "laptop", "sha256": "", "version": 1 },
        });
        Order::opened(4, 100, &data).unwrap()
    }

    fn hex(digit: char) -> String {
        std::iter::repeat_n(digit, 64).collect()
    }

    fn step(order: &Order, step: Step, data: &Value) -> Result<Order, NotNow> {
        order.clone().after(step, 200, data)
    }

    #[test]
    fn an_order_at_a_partner_goes_and_comes_back_before_it_is_finished() {
        let open = order("lenovo-service");
        let finished = json!({ "minutes": 5, "order": 7, "outcomes": [] });
        assert_eq!(step(&open, Step::Finish, &finished), Err(NotNow::NotSent));
        let list = json!({ "manifest": hex('a'), "order": 7 });
        assert_eq!(step(&open, Step::Receive, &list), Err(NotNow::NotSent));
        let sent = step(&open, Step::Send, &list).unwrap();
        assert_eq!(sent.started_at(), Some(200));
        assert!(step(&sent, Step::Finish, &finished).is_err());
        let other = json!({ "manifest": hex('b'), "order": 7 });
        assert!(step(&sent, Step::Receive, &other).is_err());
        let back = step(&sent, Step::Receive, &list).unwrap();
        let done = step(&back, Step::Finish, &finished).unwrap();
        assert_eq!((done.status, done.met_at()), (Status::Finished, Some(200)));
        assert!(step(&done, Step::Part, &json!({})).is_err());
    }

    #[test]
    fn the_bench_in_the_house_sends_nothing() {
        let open = order(IN_HOUSE);
        let list = json!({ "manifest": hex('a'), "order": 7 });
        assert_eq!(step(&open, Step::Send, &list), Err(NotNow::InHouse));
        assert_eq!(open.started_at(), Some(100));
        let finished = json!({ "minutes": 5, "order": 7, "outcomes": [] });
        assert!(step(&open, Step::Finish, &finished).is_ok());
    }

    #[test]
    fn a_pause_ends_before_the_work_does() {
        let open = order(IN_HOUSE);
        let resumed = json!({ "days": 2, "order": 7 });
        assert_eq!(step(&open, Step::Resume, &resumed), Err(NotNow::NotPaused));
        let paused = json!({ "order": 7, "reason": "no screen" });
        let paused = step(&open, Step::Pause, &paused).unwrap();
        let finished = json!({ "minutes": 5, "order": 7, "outcomes": [] });
        assert_eq!(step(&paused, Step::Finish, &finished), Err(NotNow::Paused));
        let on = step(&paused, Step::Resume, &resumed).unwrap();
        assert_eq!((on.paused_at, on.paused_days), (None, 2));
    }

    #[test]
    fn a_hash_is_64_hex_digits() {
        assert_eq!(hash_of(&hex('a')).unwrap(), [0xaa; 32]);
        for text in ["", "aa", &hex('A'), &hex('g')] {
            assert!(hash_of(text).is_err(), "{text}");
        }
    }
}

//! What one report says, run by run: found on record, put on record, or left in the queue.

use super::{FileReport, Opened, Options};
use crate::app::attachments::{Attachments, hex, sha256};
use crate::app::wipe::desk::{Desk, Mode, OnDesk};
use crate::app::wipe::event::Beside;
use crate::app::wipe::place::{Finder, Place, text};
use crate::app::wipe::queue;
use crate::app::wipe::recording::{self, Outcome, RecordReport, Reported};
use crate::app::wipe::rules::Rules;
use crate::app::wipe::{IDENTITY, assess, media, names};
use crate::app::{AppError, Ctx};
use crate::domain::lang::{Lang, Text};
use crate::domain::wipe::fact::{DeclaredMedium, Link, Origin, What};
use crate::domain::wipe::report::{SeenMedium, WipeReport};
use crate::store::wipe;
use crate::store::wipe_queue::{self, State};

/// Puts reports on record.
pub(super) struct Importer<'a> {
    rules: &'a Rules<'a>,
    pub(super) options: &'a Options,
    evidence: Attachments,
    site: chrono_tz::Tz,
    /// How many reports were put into the queue, or left it
    pub(super) queued: usize,
}

impl<'a> Importer<'a> {
    pub(super) fn new(ctx: &Ctx, rules: &'a Rules<'a>, options: &'a Options) -> Self {
        Self {
            rules,
            options,
            evidence: Attachments::evidence(ctx.store.path()),
            site: ctx.settings.zone,
            queued: 0,
        }
    }

    /// Puts on record what a file says, and the file itself among the evidence.
    pub(super) fn report(
        &mut self,
        desk: &mut Desk<'_>,
        told: &mut FileReport,
        bytes: &[u8],
        report: WipeReport,
    ) -> anyhow::Result<()> {
        let hash = hex(&sha256(bytes));
        self.keep(bytes, &hash)?;
        told.format = Some(report.format);
        told.reasons.extend(report.notices.iter().cloned());
        for (place, record) in report.records.into_iter().enumerate() {
            let zone = self.options.zone;
            let reported = Reported::new(report.format, Some(hash.clone()), place, record, zone);
            told.records.push(self.one(desk, &told.file, &reported)?);
        }
        let mut is_unknown = false;
        for seen in &report.untouched {
            match self.open(desk, seen, &hash)? {
                Seen::Opened(opened) => told.opened.push(opened),
                Seen::Declared => {}
                Seen::Unknown => {
                    is_unknown = true;
                    let serial = seen.medium.serial.as_deref().unwrap_or("?");
                    told.reasons.push(match self.options.lang {
                        Lang::Zh => {
                            format!("报告列出介质 {serial}，但没有清除它，也不知属于哪件商品")
                        }
                        Lang::En => format!(
                            "it lists the medium {serial} without a wipe, of an item nobody knows"
                        ),
                    });
                }
            }
        }
        told.outcome = overall(told, is_unknown);
        Ok(())
    }

    /// Names the file that told of a log's controller in the log's own record.
    pub(super) fn name_identity(
        &self,
        report: &mut WipeReport,
        identity: Option<&[u8]>,
    ) -> Result<(), AppError> {
        let Some(identity) = identity else {
            return Ok(());
        };
        let hash = hex(&sha256(identity));
        self.keep(identity, &hash)?;
        for record in &mut report.records {
            record.words.push((IDENTITY.to_owned(), hash.clone()));
        }
        Ok(())
    }

    /// Before the record names it, so that no record ever names what is not there.
    fn keep(&self, bytes: &[u8], hash: &str) -> Result<(), AppError> {
        match self.options.mode {
            Mode::Record => self.evidence.keep(bytes, hash, None),
            Mode::Preview => Ok(()),
        }
    }

    fn one(
        &mut self,
        desk: &mut Desk<'_>,
        file: &str,
        reported: &Reported,
    ) -> anyhow::Result<RecordReport> {
        if let Some(known) = self.on_record(desk, reported)? {
            return Ok(known);
        }
        let hash = reported.file.as_deref().unwrap_or_default();
        let key = names::of_place(hash, reported.place);
        let waiting = wipe_queue::of_key(desk.connection(), key)?;
        if let Some(closed) = waiting
            .as_ref()
            .filter(|known| known.state != State::Waiting)
        {
            let reason = queue::closed_words(desk.connection(), closed, self.options.lang)?;
            return Ok(RecordReport {
                reasons: vec![reason],
                queue: Some(closed.id),
                ..RecordReport::of(reported, Outcome::Duplicate)
            });
        }
        let finder = Finder {
            connection: desk.connection(),
            rules: self.rules,
        };
        let why = match finder.place(&reported.record)? {
            Place::Nowhere(why) => why,
            Place::Medium(on, no) => match self.settle(desk, on, no, None, reported)? {
                Ok(told) => return self.matched(desk, waiting.as_ref(), told),
                Err(why) => why,
            },
            Place::Device(on, medium) => {
                let no = medium.no;
                match self.settle(desk, on, no, Some(medium), reported)? {
                    Ok(told) => return self.matched(desk, waiting.as_ref(), told),
                    Err(why) => why,
                }
            }
        };
        let id = queue::put(desk, key, file, reported, &why)?;
        // One that waits already waits on; only a new one is something written.
        self.queued += usize::from(waiting.is_none());
        Ok(RecordReport {
            reasons: vec![why.get(self.options.lang).to_owned()],
            queue: Some(id),
            ..RecordReport::of(reported, Outcome::Unmatched)
        })
    }

    /// A report that waited waits no more.
    fn matched(
        &mut self,
        desk: &Desk<'_>,
        waiting: Option<&wipe_queue::QueuedReport>,
        told: RecordReport,
    ) -> anyhow::Result<RecordReport> {
        if let Some(waiting) = waiting {
            let by = desk.operation();
            wipe_queue::close(desk.connection(), waiting.id, State::Linked, by)?;
            self.queued += 1;
        }
        Ok(told)
    }

    /// The run on record that this report is of.
    fn on_record(
        &self,
        desk: &Desk<'_>,
        reported: &Reported,
    ) -> anyhow::Result<Option<RecordReport>> {
        let run = reported.run(Link::Serial, self.site, desk.at());
        let evidence = reported.file.as_deref().unwrap_or_default();
        for key in names::of_record(&reported.record, reported.start, evidence) {
            for seq in wipe::wipes_of(desk.connection(), key)? {
                let (item, no, known) = assess::recorded(desk.connection(), seq)?;
                // A run that failed is not the run that passed, whatever their names.
                if names::are_one(&run, &known) && known.record.result == run.record.result {
                    let on = OnDesk::open(desk.connection(), item)?;
                    return Ok(Some(RecordReport {
                        item: Some(on.code.to_string()),
                        medium: Some(no),
                        ..RecordReport::of(reported, Outcome::Duplicate)
                    }));
                }
            }
        }
        Ok(None)
    }

    /// Puts a run on record for the medium, declaring it first where nobody did, unless the rules
    /// say that it is of another: then why.
    fn settle(
        &self,
        desk: &mut Desk<'_>,
        mut on: OnDesk,
        no: u32,
        declares: Option<DeclaredMedium>,
        reported: &Reported,
    ) -> anyhow::Result<Result<RecordReport, Text>> {
        let run = reported.run(Link::Serial, self.site, desk.at());
        let judgement = match &declares {
            None => recording::judge(desk, &on, no, &run, self.rules)?,
            Some(medium) => {
                let mut with = on.clone();
                with.history
                    .push(media::told(medium.clone(), desk.at(), desk.actor()));
                recording::judge(desk, &with, no, &run, self.rules)?
            }
        };
        if let Err(finding) = recording::is_of_it(&judgement) {
            let (code, Text { zh, en }) = (on.code, &finding.text);
            return Ok(Err(text(format!("{code} {zh}"), format!("{code} {en}"))));
        }
        let is_declared = declares.is_some();
        if let Some(medium) = declares {
            desk.write(&mut on, &What::Declared { medium }, &Beside::default())?;
        }
        let (rules, lang) = (self.rules, self.options.lang);
        let mut told =
            recording::record(desk, &mut on, no, (reported, run), &judgement, rules, lang)?;
        if is_declared {
            let words = lang.pick(
                "报告与设备完全相符，介质由报告登记",
                "the report is of this very device, and declared its storage",
            );
            told.reasons.push(words.to_owned());
        }
        Ok(Ok(told))
    }

    /// Declares a medium that a report shows unwiped, so that the item waits for it.
    fn open(&self, desk: &mut Desk<'_>, seen: &SeenMedium, hash: &str) -> anyhow::Result<Seen> {
        let finder = Finder {
            connection: desk.connection(),
            rules: self.rules,
        };
        // Without a serial number it may be one of those that are declared.
        let Ok(serial) = finder.read(seen.medium.serial.as_deref()) else {
            return Ok(Seen::Unknown);
        };
        let Some(mut on) = finder.item_of(&seen.host, &seen.medium)? else {
            return Ok(Seen::Unknown);
        };
        if media::was_declared(&on.history, serial.as_str()) {
            return Ok(Seen::Declared);
        }
        let medium = DeclaredMedium {
            no: media::next_no(&on.history),
            kind: seen.medium.kind,
            serial: seen.medium.serial.clone(),
            maker: seen.medium.maker.clone(),
            model: seen.medium.model.clone(),
            bytes: seen.medium.bytes,
            origin: Origin::Came,
        };
        let opened = Opened {
            medium_serial: medium.serial.clone(),
            item: on.code.to_string(),
            medium: medium.no,
        };
        let beside = Beside {
            evidence: Some(hash.to_owned()),
            ..Beside::default()
        };
        desk.write(&mut on, &What::Declared { medium }, &beside)?;
        Ok(Seen::Opened(opened))
    }
}

/// What is known of a medium that a report shows unwiped.
enum Seen {
    /// It was declared just now
    Opened(Opened),
    /// It was declared before
    Declared,
    /// Nobody knows of which item it is
    Unknown,
}

/// The worst that became of a file's runs; a file that was read and tells of none says nothing new.
fn overall(told: &FileReport, is_unknown: bool) -> Outcome {
    let has = |outcome: Outcome| told.records.iter().any(|record| record.outcome == outcome);
    let order = [Outcome::NotAccepted, Outcome::Unmatched, Outcome::Accepted];
    match order.into_iter().find(|outcome| has(*outcome)) {
        Some(outcome) => outcome,
        // It shows a medium that nobody wiped.
        None if !told.opened.is_empty() => Outcome::NotAccepted,
        None if is_unknown => Outcome::Unmatched,
        None => Outcome::Duplicate,
    }
}

//! `partners.toml`, from its text to the domain. Read strictly, with every fault told at once: a
//! misspelt brand or day would do nothing, and nobody would notice.

use std::collections::BTreeSet;

use chrono::{NaiveDate, Weekday};
use toml::{Table, Value};

use crate::domain::catalogue::{Categories, Standards};
use crate::domain::lang::Text;
use crate::domain::refurbish::{
    Calendar, Contact, IN_HOUSE, Partner, PartnerKind, Partners, Scope,
};
use crate::domain::valuation::Brands;

/// What a partner's table may have.
const FIELDS: [&str; 13] = [
    "id",
    "name",
    "kind",
    "source",
    "brands",
    "models",
    "categories",
    "kinds",
    "operations",
    "may_hold_data",
    "contact",
    "turnaround_days",
    "calendar",
];
/// The most working days that a promise may have.
const MOST_DAYS: i64 = 365;
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

/// Reads `partners.toml`; else all that is wrong with it.
pub fn partners(
    text: &str,
    brands: Brands,
    categories: &Categories,
    standards: &Standards,
) -> Result<Partners, String> {
    let file: Table = toml::from_str(text).map_err(|error| error.to_string())?;
    let known = Known {
        categories,
        standards,
    };
    let mut faults = Vec::new();
    for key in file.keys().filter(|key| *key != "partner") {
        faults.push(format!("there is no `{key}`, only [[partner]]"));
    }
    let entries = file.get("partner").and_then(Value::as_array);
    let mut all: Vec<Partner> = Vec::new();
    for (place, entry) in entries.into_iter().flatten().enumerate() {
        let Value::Table(table) = entry else {
            faults.push(format!("partner {} is no table", place + 1));
            continue;
        };
        let id = table.get("id").and_then(Value::as_str).unwrap_or_default();
        let title = match id {
            "" => format!("partner {}", place + 1),
            id => format!("partner {id}"),
        };
        if all.iter().any(|other| other.id == id) {
            faults.push(format!("{title} stands twice"));
        }
        let mut fields = Fields {
            table,
            title,
            faults: &mut faults,
        };
        all.extend(fields.partner(&known));
    }
    let has_bench = all
        .iter()
        .any(|partner| partner.id == IN_HOUSE && partner.kind == PartnerKind::Refurbisher);
    if faults.is_empty() && !has_bench {
        faults.push(format!("no partner is the refurbisher `{IN_HOUSE}`"));
    }
    match faults.is_empty() {
        true => Ok(Partners::new(all, brands)),
        false => Err(faults.join("; ")),
    }
}

struct Known<'k> {
    categories: &'k Categories,
    standards: &'k Standards,
}

/// A table that is being read.
struct Fields<'f> {
    table: &'f Table,
    title: String,
    faults: &'f mut Vec<String>,
}

impl Fields<'_> {
    /// The partner; none where something is wrong with it, which is told.
    fn partner(&mut self, known: &Known<'_>) -> Option<Partner> {
        let before = self.faults.len();
        self.only(&FIELDS);
        let partner = Partner {
            id: self.id(),
            name: self.both("name"),
            kind: self.kind(),
            source: self.text("source"),
            scope: self.scope(known),
            operations: self.operations(known),
            may_hold_data: self.flag("may_hold_data"),
            contact: self.contact(),
            turnaround_days: self.days(),
            calendar: self.calendar(),
        };
        (self.faults.len() == before).then_some(partner)
    }

    fn fault(&mut self, what: &str) {
        self.faults.push(format!("{}: {what}", self.title));
    }

    fn only(&mut self, known: &[&str]) {
        for key in self.table.keys() {
            if !known.contains(&key.as_str()) {
                let known = known.join(", ");
                self.fault(&format!("there is no `{key}`; there are {known}"));
            }
        }
    }

    fn text(&mut self, key: &str) -> String {
        match self.table.get(key) {
            Some(Value::String(text)) if !text.trim().is_empty() => text.trim().to_owned(),
            Some(_) => {
                self.fault(&format!("`{key}` is no text"));
                String::new()
            }
            None => {
                self.fault(&format!("it has no `{key}`"));
                String::new()
            }
        }
    }

    fn id(&mut self) -> String {
        let id = self.text("id");
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !id.chars().all(is_plain) {
            self.fault("`id` has more than small letters, digits and dashes");
        }
        id
    }

    fn flag(&mut self, key: &str) -> bool {
        match self.table.get(key) {
            Some(Value::Boolean(flag)) => *flag,
            _ => {
                self.fault(&format!("`{key}` is neither true nor false"));
                false
            }
        }
    }

    fn words(&mut self, key: &str) -> Vec<String> {
        let Some(value) = self.table.get(key) else {
            return Vec::new();
        };
        let words = value.as_array().map(|list| {
            let words = list.iter().map(|word| word.as_str().map(str::to_owned));
            words.collect::<Option<Vec<_>>>()
        });
        if let Some(Some(words)) = words
            && words.iter().all(|word| !word.trim().is_empty())
        {
            return words;
        }
        self.fault(&format!("`{key}` is no list of texts"));
        Vec::new()
    }

    /// A table within this one, read as `read` says.
    fn within<T>(
        &mut self,
        key: &str,
        fields: &[&str],
        read: impl FnOnce(&mut Fields<'_>) -> T,
    ) -> Option<T> {
        let Some(Value::Table(table)) = self.table.get(key) else {
            self.fault(&format!("it has no table `{key}`"));
            return None;
        };
        let mut inner = Fields {
            table,
            title: format!("{}, {key}", self.title),
            faults: &mut *self.faults,
        };
        inner.only(fields);
        Some(read(&mut inner))
    }

    fn both(&mut self, key: &str) -> Text {
        let read = |fields: &mut Fields<'_>| Text {
            zh: fields.text("zh"),
            en: fields.text("en"),
        };
        self.within(key, &["zh", "en"], read).unwrap_or_default()
    }

    fn kind(&mut self) -> PartnerKind {
        let word = self.text("kind");
        PartnerKind::parse(&word).unwrap_or_else(|| {
            if !word.is_empty() {
                let known = PartnerKind::ALL.map(PartnerKind::as_str).join(", ");
                self.fault(&format!("there is no kind `{word}`; there are {known}"));
            }
            PartnerKind::Refurbisher
        })
    }

    fn scope(&mut self, known: &Known<'_>) -> Scope {
        let mut categories = Vec::new();
        if let Some(list) = self.table.get("categories") {
            let ids = list.as_array().map(Vec::as_slice).unwrap_or_default();
            if ids.is_empty() {
                self.fault("`categories` is no list of numbers");
            }
            for id in ids {
                let number = id.as_integer().and_then(|id| u32::try_from(id).ok());
                match number.filter(|id| known.categories.get(*id).is_some()) {
                    Some(id) => categories.push(id),
                    None => self.fault(&format!("there is no category {id}")),
                }
            }
        }
        let kinds = self.words("kinds");
        for kind in &kinds {
            if known.categories.of_kind(kind).next().is_none() {
                self.fault(&format!("no category is of the kind `{kind}`"));
            }
        }
        Scope {
            brands: self.words("brands"),
            models: self.words("models"),
            categories,
            kinds,
        }
    }

    fn operations(&mut self, known: &Known<'_>) -> Vec<String> {
        if !self.table.contains_key("operations") {
            self.fault("it has no `operations`");
        }
        let operations = self.words("operations");
        for operation in &operations {
            let standard = operation.split_once('.').map(|(standard, _)| standard);
            let is_known = match standard {
                Some(standard) => known.standards.get(standard).is_some(),
                None => operation == "*",
            };
            if !is_known {
                let form = "write STANDARD.OPERATION, STANDARD.* or *";
                self.fault(&format!("`{operation}` is of no standard; {form}"));
            }
        }
        operations
    }

    fn contact(&mut self) -> Contact {
        let read = |fields: &mut Fields<'_>| Contact {
            role: fields.both("role"),
            at: fields.both("at"),
        };
        let nobody = || Contact {
            role: Text::default(),
            at: Text::default(),
        };
        self.within("contact", &["role", "at"], read)
            .unwrap_or_else(nobody)
    }

    fn days(&mut self) -> i64 {
        match self
            .table
            .get("turnaround_days")
            .and_then(Value::as_integer)
        {
            Some(days) if (0..=MOST_DAYS).contains(&days) => days,
            _ => {
                self.fault(&format!(
                    "`turnaround_days` is no whole number from 0 to {MOST_DAYS}"
                ));
                0
            }
        }
    }

    fn calendar(&mut self) -> Calendar {
        let read = |fields: &mut Fields<'_>| {
            let mut weekdays = Vec::new();
            for word in fields.words("weekdays") {
                match WEEKDAYS.iter().find(|(name, _)| *name == word) {
                    Some((_, day)) => weekdays.push(*day),
                    None => fields.fault(&format!("there is no weekday `{word}`: mon to sun")),
                }
            }
            let (holidays, extra) = (fields.dates("holidays"), fields.dates("extra"));
            let calendar = Calendar::new(&weekdays, holidays, extra);
            if calendar.is_none() {
                fields.fault("nobody ever works, or a day is both a holiday and worked");
            }
            calendar
        };
        let fields = ["weekdays", "holidays", "extra"];
        let calendar = self.within("calendar", &fields, read).flatten();
        calendar.unwrap_or_else(Calendar::weekdays)
    }

    fn dates(&mut self, key: &str) -> BTreeSet<NaiveDate> {
        let mut dates = BTreeSet::new();
        for word in self.words(key) {
            match word.parse() {
                Ok(date) => {
                    dates.insert(date);
                }
                Err(_) => self.fault(&format!("`{word}` of `{key}` is no day as 2018-01-01")),
            }
        }
        dates
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::refurbish::{Chosen, IN_HOUSE, Job, PartnerKind};
    use crate::domain::standard::{Standard, built_in::BUILT_IN};
    use crate::formats::catalogue::{Catalogue, CatalogueTexts};

    const BUILT: &str = include_str!("../../catalogue/partners.toml");

    fn fault(text: &str) -> String {
        let texts = CatalogueTexts {
            partners: text.to_owned().into(),
            ..CatalogueTexts::default()
        };
        Catalogue::new(texts).partners().unwrap_err().problem
    }

    #[test]
    fn the_shipped_partners_are_samples_and_do_what_standards_ask() {
        let catalogue = Catalogue::default();
        let partners = catalogue.partners().unwrap();
        for kind in PartnerKind::ALL {
            assert!(partners.all().iter().any(|partner| partner.kind == kind));
        }
        let standards: Vec<Standard> = BUILT_IN
            .iter()
            .map(|(_, source)| Standard::load(source).unwrap())
            .collect();
        for partner in partners.all() {
            assert!(partner.source.starts_with("sample: "), "{}", partner.id);
            for operation in &partner.operations {
                let Some((standard, op)) = operation.split_once('.') else {
                    continue;
                };
                let standard = standards.iter().find(|known| known.id == standard).unwrap();
                let is_known = op == "*" || standard.ops.iter().any(|known| known.id == op);
                assert!(is_known, "{operation}");
            }
        }
    }

    #[test]
    fn a_partner_is_chosen_by_brand_model_and_category() {
        let catalogue = Catalogue::default();
        let partners = catalogue.partners().unwrap();
        let chosen = |brand, model, kind, standard, ops: &[&str]| {
            let job = Job {
                category: 0,
                kind,
                brand,
                model,
                standard,
                ops,
            };
            partners.choose(&job).unwrap().id.clone()
        };
        let laptop = |brand, model| chosen(brand, model, "laptop", "laptop", &["screen"]);
        assert_eq!(laptop("联想", "小新 Air"), "lenovo-service");
        assert_eq!(laptop("Lenovo", "ThinkPad X270"), "thinkpad-service");
        assert_eq!(laptop("ThinkPad", "thinkpad T470"), "thinkpad-service");
        assert_eq!(laptop("Dell", "XPS 13"), "dell-service");
        assert_eq!(laptop("Apple", "MacBook"), IN_HOUSE);
        let phone = chosen("Lenovo", "K8", "smartphone", "smartphone", &["screen"]);
        assert_eq!(phone, IN_HOUSE);
        assert_eq!(
            chosen("Dell", "XPS", "laptop", "laptop", &[]),
            IN_HOUSE,
            "nothing to repair"
        );
    }

    #[test]
    fn a_partner_that_is_named_must_be_able_to() {
        let catalogue = Catalogue::default();
        let partners = catalogue.partners().unwrap();
        let job = Job {
            category: 672,
            kind: "laptop",
            brand: "Dell",
            model: "XPS 13",
            standard: "laptop",
            ops: &["screen"],
        };
        assert!(matches!(
            partners.named("dell-service", &job),
            Chosen::Partner(_)
        ));
        assert_eq!(partners.named("nobody", &job), Chosen::Unknown);
        assert!(matches!(
            partners.named("lenovo-service", &job),
            Chosen::OtherGoods(_)
        ));
        assert!(matches!(
            partners.named("sample-eraser", &job),
            Chosen::OtherKind(_)
        ));
        let job = Job {
            standard: "upright-piano",
            ..job
        };
        assert!(matches!(
            partners.named("dell-service", &job),
            Chosen::NotDone(_, op) if op == "screen"
        ));
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let text = BUILT
            .replace("\"thu\", \"fri\", \"sat\"", "\"thu\", \"fry\"")
            .replace("turnaround_days = 7", "turnaround_days = -1")
            .replace("kind = \"recycler\"", "kind = \"smelter\"")
            .replace("\"desktop-pc.*\", \"tablet.*\"", "\"desktop.*\"")
            .replace(
                "kinds = [\"laptop\"]\n",
                "kinds = [\"notebook\"]\nphone = 1\n",
            );
        let told = fault(&text);
        for part in [
            "partner in-house, calendar: there is no weekday `fry`",
            "partner dell-service: `turnaround_days` is no whole number from 0 to 365",
            "partner sample-recycler: there is no kind `smelter`",
            "partner lenovo-service: `desktop.*` is of no standard",
            "partner thinkpad-service: no category is of the kind `notebook`",
            "partner thinkpad-service: there is no `phone`",
        ] {
            assert!(told.contains(part), "`{part}` is not in {told}");
        }
    }

    #[test]
    fn the_bench_in_the_house_is_always_among_them() {
        let told = fault(&BUILT.replace("id = \"in-house\"", "id = \"bench\""));
        assert_eq!(told, "no partner is the refurbisher `in-house`");
        let twice = format!(
            "{BUILT}{}",
            BUILT.replace("id = \"in-house\"", "id = \"b\"")
        );
        assert!(fault(&twice).contains("partner dell-service stands twice"));
        assert!(fault("partner = 1\n").contains("no partner is"));
        assert!(fault("partners = []\n").contains("there is no `partners`"));
    }
}

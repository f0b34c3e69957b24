//! Country codes: ISO 3166-1 alpha-3.

use super::entry::Entry;
use super::nearest;
use crate::scenario::Code;
use crate::scenario::complaint::Complaints;
use crate::scenario::rule::Rule;

/// Reads a country code; none where nothing, or nothing sound, is written.
pub(super) fn country(entry: Entry<'_>, complaints: &mut Complaints) -> Option<Code> {
    if entry.is_empty() {
        return None;
    }
    if rust_iso3166::from_alpha3(entry.text).is_some() {
        return Some(Code(entry.text.as_bytes().try_into().expect("three letters")));
    }
    let found = format!("`{}` is not a country code", entry.text);
    let complaint = entry.complain(Rule::UnknownCountry, found, "an ISO 3166 alpha-3 code", complaints);
    complaint.hint("write three capital letters, such as KOR, USA or MNG");
    if let Some(known) = meant(entry.text) {
        complaint.hint(format!("did you mean `{}` ({})?", known.alpha3, known.name));
    }
    None
}

/// The country that was meant: by its two-letter code, its name, or the nearest code.
fn meant(text: &str) -> Option<rust_iso3166::CountryCode> {
    let upper = text.to_uppercase();
    let exact = rust_iso3166::from_alpha3(&upper).or_else(|| rust_iso3166::from_alpha2(&upper));
    let named = || rust_iso3166::ALL.iter().find(|country| country.name.to_uppercase().starts_with(&upper)).copied();
    let near = || rust_iso3166::from_alpha3(nearest(&upper, rust_iso3166::ALL_ALPHA3.iter().copied())?);
    exact.or_else(|| (upper.len() > 3).then(named).flatten()).or_else(near)
}

//! `scenario.toml` as a tree of values with their positions, and what extends or changes it.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::entry::{At, Entry};
use super::nearest;
use crate::scenario::complaint::{Complaints, Spot, Text};
use crate::scenario::rule::Rule;

/// A value of the tree, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub spot: Spot,
    pub node: Node,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// A string, number or date, as text.
    Scalar(String),
    /// A list.
    List(Vec<Item>),
    /// A section: keys in the order written, with where they stand.
    Section(Vec<(String, Spot, Item)>),
}

impl Item {
    /// Reads a file; what is not TOML is complained about, and the rest is kept.
    pub fn read(text: &Arc<Text>, complaints: &mut Complaints) -> Item {
        let (table, errors) = DeTable::parse_recoverable(&text.content);
        for error in errors {
            let at = error.span().unwrap_or(0..0);
            let line = &text.content[text.line_range(text.line(at.start))];
            let found = format!("not TOML: {}", error.message());
            complaints.push(Rule::TomlSyntax, Spot::new(text, at), found, "KEY = VALUE").hint(meant(line));
        }
        Item::section(text, table.get_ref())
    }

    /// Reads the value of a `--set`: TOML, or else the bare text.
    pub fn argument(value: &str, spot: &Spot) -> Item {
        match DeValue::parse(value) {
            Ok(parsed) => {
                let mut item = Item::value(&spot.text, &parsed);
                item.place_at(spot);
                item
            }
            Err(_) => Item { spot: spot.clone(), node: Node::Scalar(value.to_owned()) },
        }
    }

    /// Says that the value and everything in it stands here.
    fn place_at(&mut self, spot: &Spot) {
        self.spot = spot.clone();
        match &mut self.node {
            Node::Scalar(_) => {}
            Node::List(items) => items.iter_mut().for_each(|item| item.place_at(spot)),
            Node::Section(items) => items.iter_mut().for_each(|(_, key, item)| {
                *key = spot.clone();
                item.place_at(spot);
            }),
        }
    }

    fn section(text: &Arc<Text>, table: &DeTable<'_>) -> Item {
        let mut keys: Vec<_> = table.iter().collect();
        keys.sort_by_key(|(key, _)| key.span().start);
        let items = keys.into_iter().map(|(key, value)| {
            let spot = Spot::new(text, key.span());
            (key.get_ref().to_string(), spot, Item::value(text, value))
        });
        Item { spot: Spot::new(text, 0..0), node: Node::Section(items.collect()) }
    }

    fn value(text: &Arc<Text>, value: &Spanned<DeValue<'_>>) -> Item {
        let node = match value.get_ref() {
            DeValue::String(string) => Node::Scalar(string.trim().to_owned()),
            DeValue::Integer(integer) => match i128::from_str_radix(integer.as_str(), integer.radix()) {
                Ok(number) => Node::Scalar(number.to_string()),
                Err(_) => Node::Scalar(integer.as_str().to_owned()),
            },
            DeValue::Float(float) => Node::Scalar(float.as_str().to_owned()),
            DeValue::Boolean(flag) => Node::Scalar(if *flag { "yes" } else { "no" }.to_owned()),
            DeValue::Datetime(date) => Node::Scalar(date.to_string()),
            DeValue::Array(array) => Node::List(array.iter().map(|item| Item::value(text, item)).collect()),
            DeValue::Table(table) => Item::section(text, table).node,
        };
        Item { spot: Spot::new(text, value.span()), node }
    }

    /// Everything that `over` says in place of what is here, section by section.
    pub fn overlay(&mut self, over: Item) {
        match (&mut self.node, over.node) {
            (Node::Section(keys), Node::Section(news)) => {
                for (key, spot, item) in news {
                    match keys.iter_mut().find(|(known, _, _)| *known == key) {
                        Some((_, place, known)) => {
                            *place = spot;
                            known.overlay(item);
                        }
                        None => keys.push((key, spot, item)),
                    }
                }
            }
            (node, new) => {
                *node = new;
                self.spot = over.spot;
            }
        }
    }

    /// The value at a path of keys.
    pub fn get(&self, path: &[&str]) -> Option<&Item> {
        let Some((key, rest)) = path.split_first() else { return Some(self) };
        let Node::Section(keys) = &self.node else { return None };
        keys.iter().find(|(known, _, _)| known == key)?.2.get(rest)
    }

    /// A tree that says nothing but this value, at a path of keys that stands at `spot`.
    pub fn at(path: &[&str], value: Item, spot: &Spot) -> Item {
        path.iter().rev().fold(value, |item, key| {
            let keys = vec![((*key).to_owned(), spot.clone(), item)];
            Item { spot: spot.clone(), node: Node::Section(keys) }
        })
    }

    /// A tree that says nothing.
    pub fn empty() -> Item {
        Item { spot: Spot::file("scenario.toml"), node: Node::Section(Vec::new()) }
    }

    /// The values of a list; none for anything else.
    pub fn items(&self) -> &[Item] {
        if let Node::List(items) = &self.node { items } else { &[] }
    }

    /// The value as text; none for a list or section.
    pub fn scalar(&self) -> Option<&str> {
        if let Node::Scalar(text) = &self.node { Some(text) } else { None }
    }
}

/// What was probably meant by a line that is not TOML.
fn meant(line: &str) -> String {
    let value = line.split_once('=').map(|(_, value)| value.split('#').next().unwrap_or_default().trim());
    match value.map(|value| (value, value.chars().next())) {
        Some((_, None)) => "write a value, or leave the line out".to_owned(),
        Some((_, Some('"' | '\''))) => "end the text with the quote that it begins with".to_owned(),
        Some((value, Some(first))) if !"[{".contains(first) => format!("put quotes around a text: \"{value}\""),
        _ => "a text stands in quotes, a list in [ ], and each key on a line of its own".to_owned(),
    }
}

/// A section while it is read: it knows which keys were asked for.
pub(super) struct Section<'a> {
    keys: &'a [(String, Spot, Item)],
    asked: Vec<String>,
}

impl<'a> Section<'a> {
    /// A section, or an empty one where there is none.
    pub fn new(item: Option<&'a Item>, complaints: &mut Complaints) -> Section<'a> {
        let keys = match item {
            None => &[][..],
            Some(Item { node: Node::Section(keys), .. }) => keys,
            Some(item) => {
                complaints.push(Rule::WrongShape, item.spot.clone(), "a value in place of a section", "a section");
                &[]
            }
        };
        Section { keys, asked: Vec::new() }
    }

    fn find(&mut self, key: &str) -> Option<&'a Item> {
        self.pass(key);
        self.keys.iter().find(|(known, _, _)| known == key).map(|(_, _, item)| item)
    }

    /// The value of a key; an entry without text where there is none.
    pub fn entry(&mut self, key: &str, complaints: &mut Complaints) -> Option<Entry<'a>> {
        let item = self.find(key)?;
        let entry = text(item, complaints)?;
        if entry.is_empty() {
            // Where the text is not TOML, the value is empty only because it could not be read.
            if complaints.unsound(&item.spot.text) {
                return None;
            }
            entry
                .complain(Rule::MissingValue, format!("`{key}` is empty"), "a value", complaints)
                .hint("leave the line out");
            return None;
        }
        Some(entry)
    }

    /// A list, if there is one.
    pub fn list(&mut self, key: &str, complaints: &mut Complaints) -> Option<&'a Item> {
        let item = self.find(key)?;
        if !matches!(item.node, Node::List(_)) {
            let found = format!("`{key}` is not a list");
            complaints.push(Rule::WrongShape, item.spot.clone(), found, "a list: [\"...\", \"...\"]");
        }
        Some(item)
    }

    /// The texts of a list.
    pub fn texts(&mut self, key: &str, complaints: &mut Complaints) -> Vec<Entry<'a>> {
        let items = self.list(key, complaints).map_or(&[][..], Item::items);
        items.iter().filter_map(|item| text(item, complaints)).collect()
    }

    /// Passes over a key that is read elsewhere.
    pub fn pass(&mut self, key: &str) {
        self.asked.push(key.to_owned());
    }

    /// The section below a key.
    pub fn section(&mut self, key: &str, complaints: &mut Complaints) -> Section<'a> {
        Section::new(self.find(key), complaints)
    }

    /// All keys, for a section whose keys the planner names.
    pub fn keys(&self) -> &'a [(String, Spot, Item)] {
        self.keys
    }

    /// The keys that were asked for.
    pub fn asked(&self) -> &[String] {
        &self.asked
    }

    /// Complains about keys that nothing asked for; every known key was asked for.
    pub fn close(self, complaints: &mut Complaints) {
        for (key, spot, _) in self.keys {
            if !self.asked.contains(key) {
                let found = format!("unknown key `{key}`");
                let expected = "a key that `scenarios/README.md` lists here";
                let complaint = complaints.push(Rule::UnknownKey, spot.clone(), found, expected);
                match nearest(key, self.asked.iter().map(String::as_str)) {
                    Some(known) => complaint.hint(format!("did you mean `{known}`?")),
                    None => complaint.hint(format!("the keys here are {}", self.asked.join(", "))),
                };
            }
        }
    }
}

/// A value that must be a text or number.
pub(super) fn text<'a>(item: &'a Item, complaints: &mut Complaints) -> Option<Entry<'a>> {
    if let Node::Scalar(text) = &item.node {
        return Some(Entry::new(text, At::Spot(&item.spot)));
    }
    complaints.push(Rule::WrongShape, item.spot.clone(), "a list or section in place of one value", "one value");
    None
}

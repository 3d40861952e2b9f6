//! The links between the Markdown files of the project lead somewhere. Addresses elsewhere are for .ci/external-links.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::documents::{markdown_files, project};

/// The targets of the links and pictures in a Markdown text, and the anchors of its headings.
fn links_and_anchors(markdown: &str) -> (Vec<String>, BTreeSet<String>) {
    let (mut links, mut anchors) = (Vec::new(), BTreeSet::new());
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                links.push(dest_url.into_string());
            }
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let heading = heading.take().unwrap_or_default();
                anchors.insert(anchor(&heading));
            }
            _ => {}
        }
    }
    (links, anchors)
}

/// The anchor of a heading, as code hosts and mdBook make it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase().replace(' ', "-");
    kept.chars()
        .filter(|c| c.is_alphanumeric() || ['-', '_'].contains(c))
        .collect()
}

fn is_elsewhere(link: &str) -> bool {
    link.contains("://") || link.starts_with("mailto:")
}

/// What is wrong with the link in the file, if anything is.
fn link_fault(file: &Path, link: &str) -> Option<String> {
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let folder = file.parent().expect("a file is in a folder");
    let target = if path.is_empty() {
        file.to_owned()
    } else {
        folder.join(path)
    };
    let Ok(target) = target.canonicalize() else {
        return Some("is not there".to_owned());
    };
    let docs = project().join("docs");
    let outside = |docs: PathBuf| {
        docs.canonicalize()
            .is_ok_and(|docs| !target.starts_with(docs))
    };
    if folder == docs && outside(docs) {
        return Some("isn't in docs, so the site hasn't it".to_owned());
    }
    if anchor.is_empty() {
        return None;
    }
    let text = fs::read_to_string(target).unwrap_or_default();
    let (_, anchors) = links_and_anchors(&text);
    (!anchors.contains(anchor)).then(|| "is no heading there".to_owned())
}

/// All Markdown files that people read.
fn all_markdown_files() -> Vec<PathBuf> {
    ["", "docs", ".github", "tests/fuzz"]
        .map(markdown_files)
        .concat()
}

#[test]
fn every_link_between_the_documents_leads_somewhere() {
    let mut faults = Vec::new();
    let mut count = 0;
    for file in all_markdown_files() {
        let (links, _) = links_and_anchors(&fs::read_to_string(&file).unwrap());
        for link in links.iter().filter(|link| !is_elsewhere(link)) {
            count += 1;
            let fault = link_fault(&file, link);
            faults.extend(fault.map(|fault| format!("{}: {link} {fault}", file.display())));
        }
    }
    assert!(count > 40, "{count}");
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_document_is_a_page_of_the_site() {
    let summary = project().join("docs/SUMMARY.md");
    let (links, _) = links_and_anchors(&fs::read_to_string(&summary).unwrap());
    let pages: BTreeSet<_> = links.into_iter().collect();
    let files = markdown_files("docs").into_iter();
    let names = files.map(|file| file.file_name().unwrap().to_string_lossy().into_owned());
    let documents: BTreeSet<_> = names.filter(|name| name != "SUMMARY.md").collect();
    assert_eq!(pages, documents);
}

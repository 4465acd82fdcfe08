//! What `output::disk` promises to whoever has a site already: it is whole before, during and after every build.

#![allow(clippy::disallowed_methods, reason = "tests use the world")]
#![expect(clippy::print_stdout, reason = "skipped tests say so, and a child process tells how far it is")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cairn::output::disk::{self, Error, Made, Swap, Written};
use cairn::output::marker::MARKER;
use proptest::prelude::*;

type Tree = BTreeMap<String, String>;
type Write =
    fn(&Path, &[String], &(dyn Fn(&str) -> io::Result<Made> + Sync), &(dyn Fn() + Sync)) -> Result<Written, Error>;

fn site(files: &[(&str, &str)]) -> Tree {
    files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect()
}

fn write_by(write: Write, target: &Path, site: &Tree) -> Result<Written, Error> {
    let files: Vec<String> = site.keys().rev().cloned().collect();
    write(target, &files, &|path| Ok(Made::Bytes(site[path].clone().into_bytes())), &|| ())
}

fn write(target: &Path, site: &Tree) -> Result<Written, Error> {
    write_by(disk::write, target, site)
}

/// Everything below a folder but the marker; a symbolic link by where it leads.
fn tree(root: &Path) -> Tree {
    let mut tree = Tree::new();
    for entry in walkdir::WalkDir::new(root).min_depth(1) {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        if path == MARKER {
            continue;
        }
        if entry.file_type().is_symlink() {
            tree.insert(path, format!("-> {}", fs::read_link(entry.path()).unwrap().display()));
        } else if entry.file_type().is_file() {
            tree.insert(path, fs::read_to_string(entry.path()).unwrap());
        } else if fs::read_dir(entry.path()).unwrap().next().is_none() {
            tree.insert(path + "/", String::new());
        }
    }
    tree
}

fn put(root: &Path, path: &str, text: &str) {
    let file = root.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

/// A folder with a target in it, which is not there yet.
fn place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("public");
    (folder, target)
}

fn only_the_target_is_in(folder: &Path) {
    let names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["public"]);
}

const SMALL: &[(&str, &str)] =
    &[("index.html", "home"), ("faq/a/index.html", "a"), ("faq/b/index.html", "b"), ("assets/site.css", "css")];

fn both_ways() -> [(Write, Swap); 2] {
    [(disk::write, Swap::Whole), (disk::write_stepwise, Swap::Stepwise)]
}

#[test]
fn the_target_holds_what_was_asked_for() {
    for (way, swap) in both_ways() {
        let (folder, target) = place();
        let progress = AtomicUsize::new(0);
        let first = site(SMALL);
        let files: Vec<String> = first.keys().cloned().collect();
        let tell = || {
            progress.fetch_add(1, Ordering::Relaxed);
        };
        let written = way(&target, &files, &|path| Ok(Made::Bytes(first[path].clone().into())), &tell).unwrap();
        assert_eq!((written.files, written.changed, written.kept, written.removed), (4, 4, 0, 0));
        assert_eq!((tree(&target), progress.into_inner()), (first, 4));

        let second = site(&[("index.html", "new home"), ("faq/a/index.html", "a"), ("faq", "")][..2]);
        let written = write_by(way, &target, &second).unwrap();
        assert_eq!((written.files, written.changed, written.kept, written.removed), (2, 1, 1, 2));
        assert_eq!((written.swap, written.left), (swap, None));
        assert_eq!(tree(&target), second);
        only_the_target_is_in(folder.path());
    }
}

#[test]
fn files_and_folders_may_change_places() {
    for (way, _) in both_ways() {
        let (_folder, target) = place();
        let one = site(&[("a", "file"), ("b/x/y", "deep"), ("b/z", "z")]);
        let other = site(&[("a/x", "deep"), ("b", "file")]);
        for now in [&one, &other, &one] {
            write_by(way, &target, now).unwrap();
            assert_eq!(tree(&target), *now);
        }
    }
}

#[cfg(unix)]
#[test]
fn where_nothing_changed_nothing_is_touched() {
    use std::os::unix::fs::MetadataExt;
    for (way, _) in both_ways() {
        let (_folder, target) = place();
        write_by(way, &target, &site(SMALL)).unwrap();
        let before = fs::metadata(&target).unwrap();
        std::thread::sleep(Duration::from_millis(20));
        let written = write_by(way, &target, &site(SMALL)).unwrap();
        let after = fs::metadata(&target).unwrap();
        assert_eq!((written.swap, written.changed, written.kept), (Swap::Nothing, 0, 4));
        assert_eq!(before.ino(), after.ino());
        assert_eq!(before.modified().unwrap(), after.modified().unwrap());
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_stays_is_linked_and_belongs_to_nobody_else() {
    use std::os::unix::fs::MetadataExt;
    let (_folder, target) = place();
    let mut now = site(SMALL);
    write(&target, &now).unwrap();
    let kept = fs::metadata(target.join("faq/a/index.html")).unwrap();
    now.insert("index.html".to_owned(), "changed".to_owned());
    assert_eq!(write(&target, &now).unwrap().swap, Swap::Whole);
    let after = fs::metadata(target.join("faq/a/index.html")).unwrap();
    assert_eq!((kept.ino(), kept.modified().unwrap()), (after.ino(), after.modified().unwrap()));
    assert_eq!(after.nlink(), 1);
}

#[cfg(unix)]
#[test]
fn what_is_not_ours_is_carried_over() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    for (way, _) in both_ways() {
        let (_folder, target) = place();
        write_by(way, &target, &site(SMALL)).unwrap();
        put(&target, "CNAME", "host");
        put(&target, ".well-known/security.txt", "mail us");
        put(&target, "faq/a/theirs.txt", "theirs");
        put(&target, "faq/b/theirs.txt", "theirs too");
        fs::create_dir(target.join("empty")).unwrap();
        symlink("/nowhere", target.join("link")).unwrap();
        fs::set_permissions(&target, fs::Permissions::from_mode(0o750)).unwrap();

        let mut now = site(&[("index.html", "changed"), ("faq/a/index.html", "a")]);
        write_by(way, &target, &now).unwrap();
        now.extend(site(&[
            ("CNAME", "host"),
            (".well-known/security.txt", "mail us"),
            ("faq/a/theirs.txt", "theirs"),
            ("faq/b/theirs.txt", "theirs too"),
            ("empty/", ""),
            ("link", "-> /nowhere"),
        ]));
        assert_eq!(tree(&target), now);
        assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o750);
    }
}

#[test]
fn the_site_does_not_take_the_place_of_what_is_not_ours() {
    for (way, _) in both_ways() {
        for (theirs, ours) in [("CNAME", "CNAME"), ("docs", "docs/index.html"), ("docs/x", "docs")] {
            let (folder, target) = place();
            write_by(way, &target, &site(SMALL)).unwrap();
            put(&target, theirs, "theirs");
            let before = tree(&target);
            let mut now = site(SMALL);
            now.insert(ours.to_owned(), "ours".to_owned());
            let error = write_by(way, &target, &now).unwrap_err();
            assert!(error.message.contains("Cairn did not make it"), "{error}");
            assert_eq!(tree(&target), before);
            only_the_target_is_in(folder.path());
        }
        // The same bytes are nobody's loss.
        let (_folder, target) = place();
        write_by(way, &target, &site(SMALL)).unwrap();
        put(&target, "CNAME", "host");
        let mut now = site(SMALL);
        now.insert("CNAME".to_owned(), "host".to_owned());
        write_by(way, &target, &now).unwrap();
        assert_eq!(tree(&target), now);
    }
}

#[test]
fn a_folder_that_is_not_ours_is_refused() {
    let (_folder, target) = place();
    put(&target, "thesis.tex", "years of work");
    let error = write(&target, &site(SMALL)).unwrap_err();
    assert!(error.message.contains("is not empty, and Cairn did not make it"), "{error}");
    assert!(error.help.unwrap().contains("--output-dir"));
    assert_eq!(tree(&target), site(&[("thesis.tex", "years of work")]));

    for text in ["", "something else", "cairn-output 2\nend 0\n", "cairn-output 1\n", "cairn-output 1 unfinished\n"] {
        put(&target, MARKER, text);
        assert!(write(&target, &site(SMALL)).is_err(), "{text:?}");
    }
    // An empty folder is anybody's.
    fs::remove_dir_all(&target).unwrap();
    fs::create_dir(&target).unwrap();
    write(&target, &site(SMALL)).unwrap();
    assert_eq!(tree(&target), site(SMALL));
}

#[cfg(unix)]
#[test]
fn a_target_that_is_no_folder_is_refused() {
    let (folder, target) = place();
    fs::write(&target, "a file").unwrap();
    assert!(write(&target, &site(SMALL)).unwrap_err().message.contains("it is a file"));
    fs::remove_file(&target).unwrap();
    let elsewhere = folder.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &target).unwrap();
    assert!(write(&target, &site(SMALL)).unwrap_err().message.contains("it is a symbolic link"));
    assert!(write(&folder.path().join(".."), &site(SMALL)).unwrap_err().message.contains("no name of its own"));
    assert_eq!(tree(&elsewhere), Tree::new());
}

#[cfg(unix)]
#[test]
fn a_target_above_the_content_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("repo");
    let content = root.join("content");
    fs::create_dir_all(&content).unwrap();
    fs::create_dir(root.join(".git")).unwrap();
    std::os::unix::fs::symlink(&root, folder.path().join("link")).unwrap();
    let refused = |target: &str| disk::refuses(&folder.path().join(target), &root, &content).is_err();
    for bad in ["", "repo", "repo/content", "repo/x/..", "link", "link/content", "repo/.git", "repo/.git/x"] {
        assert!(refused(bad), "{bad}");
    }
    for good in ["repo/public", "repo/content/public", "elsewhere/deep", "repo/contents", "repo2"] {
        assert!(!refused(good), "{good}");
    }
}

#[test]
fn paths_that_leave_the_target_or_collide_are_refused() {
    let (folder, target) = place();
    for bad in ["/etc/x", "../x", "a/../../x", "a//x", "", "a\\x", "a\0", MARKER] {
        assert!(write(&target, &site(&[(bad, "")])).is_err(), "{bad:?}");
    }
    let make = |_: &str| Ok(Made::Bytes(Vec::new()));
    for bad in [["a", "a"], ["a", "a/b"]] {
        assert!(disk::write(&target, &bad.map(str::to_owned), &make, &|| ()).is_err(), "{bad:?}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_file_that_somebody_changed_is_made_again() {
    let (_folder, target) = place();
    write(&target, &site(SMALL)).unwrap();
    let style = target.join("assets/site.css");
    let before = fs::metadata(&style).unwrap().modified().unwrap();
    put(&target, "assets/site.css", "CSS");
    // Neither length nor time gives it away.
    fs::File::options().write(true).open(&style).unwrap().set_modified(before).unwrap();
    fs::remove_file(target.join("faq/b/index.html")).unwrap();
    let written = write(&target, &site(SMALL)).unwrap();
    assert_eq!((written.changed, written.kept), (2, 2));
    assert_eq!(tree(&target), site(SMALL));
}

#[cfg(unix)]
#[test]
fn a_folder_that_became_a_symbolic_link_is_reported_and_not_followed() {
    for (way, _) in both_ways() {
        let (folder, target) = place();
        write_by(way, &target, &site(SMALL)).unwrap();
        let outside = folder.path().join("outside");
        fs::rename(target.join("faq"), &outside).unwrap();
        std::os::unix::fs::symlink(&outside, target.join("faq")).unwrap();
        let before = tree(&outside);
        assert!(write_by(way, &target, &site(SMALL)).is_err());
        assert!(write_by(way, &target, &site(&[("faq/a/index.html", "changed")])).is_err());
        let _ = write_by(way, &target, &site(&[("index.html", "home")]));
        assert_eq!(tree(&outside), before);
    }
}

#[test]
fn files_are_copied_as_they_are() {
    let (folder, target) = place();
    let source = folder.path().join("video.bin");
    let mut bytes: Vec<u8> = (0..3_000_000u32).map(|n| ((n * 31) >> 7) as u8).collect();
    let files = ["video.bin".to_owned()];
    for changed in [1, 0, 1] {
        fs::write(&source, &bytes).unwrap();
        let written = disk::write(&target, &files, &|_| Ok(Made::File(source.clone())), &|| ()).unwrap();
        assert_eq!(written.changed, changed);
        assert!(fs::read(target.join("video.bin")).unwrap() == bytes);
        if changed == 0 {
            bytes[2_999_999] ^= 1;
        }
    }
    let error = disk::write(&target, &files, &|_| Ok(Made::File(folder.path().join("gone"))), &|| ()).unwrap_err();
    assert!(error.message.contains("gone"), "{error}");
    assert!(disk::write(&target, &files, &|_| Ok(Made::File(folder.path().to_owned())), &|| ()).is_err());
    assert!(fs::read(target.join("video.bin")).unwrap() == bytes);
}

#[test]
fn what_killed_runs_left_is_cleared_away_and_nothing_else() {
    let (folder, target) = place();
    write(&target, &site(SMALL)).unwrap();
    let beside = folder.path().join(".public.cairn-new");

    put(&beside, MARKER, "cairn-output 1 unfinished\n");
    put(&beside, "half/a/page", "hal");
    write(&target, &site(SMALL)).unwrap();
    only_the_target_is_in(folder.path());

    // An old site that was exchanged and not yet removed; somebody put a file into it at the last moment.
    let old = site(&[("index.html", "old"), ("old/x", "x")]);
    let elsewhere = folder.path().join("elsewhere");
    write(&elsewhere, &old).unwrap();
    fs::rename(&elsewhere, &beside).unwrap();
    put(&beside, "late/CNAME", "late");
    write(&target, &site(SMALL)).unwrap();
    only_the_target_is_in(folder.path());
    assert_eq!(fs::read_to_string(target.join("late/CNAME")).unwrap(), "late");

    // The same, but the site has another file in its place by now. Neither may be lost.
    write(&elsewhere, &old).unwrap();
    fs::rename(&elsewhere, &beside).unwrap();
    put(&beside, "late/CNAME", "another");
    let error = write(&target, &site(SMALL)).unwrap_err();
    assert!(error.message.contains("files that Cairn did not make"), "{error}");
    assert_eq!(fs::read_to_string(beside.join("late/CNAME")).unwrap(), "another");
    assert_eq!(fs::read_to_string(target.join("late/CNAME")).unwrap(), "late");
    fs::remove_dir_all(&beside).unwrap();

    // The same name, not ours.
    put(&beside, "thesis.tex", "years of work");
    let error = write(&target, &site(SMALL)).unwrap_err();
    assert!(error.message.contains("in the way"), "{error}");
    assert!(beside.join("thesis.tex").exists());
}

#[test]
fn two_builds_at_once_come_one_after_the_other() {
    let (folder, target) = place();
    let sites: Vec<Tree> =
        (0..4).map(|n| (0..40).map(|page| (format!("p{page}/index.html"), format!("{n}"))).collect()).collect();
    for _ in 0..3 {
        std::thread::scope(|scope| {
            for site in &sites {
                scope.spawn(|| write(&target, site).unwrap());
            }
        });
        assert!(sites.contains(&tree(&target)));
        only_the_target_is_in(folder.path());
    }
}

#[test]
fn a_failing_build_leaves_everything_as_it_was() {
    for (way, _) in both_ways() {
        let (folder, target) = place();
        write_by(way, &target, &site(SMALL)).unwrap();
        let mut now = site(SMALL);
        now.insert("index.html".to_owned(), "changed".to_owned());
        now.insert(format!("{}/index.html", "long".repeat(100)), "too long a name".to_owned());
        let error = write_by(way, &target, &now).unwrap_err();
        assert!(error.message.contains("cannot write"), "{error}");
        assert_eq!(tree(&target), site(SMALL));
        only_the_target_is_in(folder.path());

        // A panic in a page is not ours to catch, and leaves nothing behind either.
        let files: Vec<String> = now.keys().filter(|path| path.len() < 100).cloned().collect();
        let make = |path: &str| match path {
            "index.html" => panic!("a page that cannot be made"),
            _ => Ok(Made::Bytes(b"changed".to_vec())),
        };
        assert!(std::panic::catch_unwind(|| way(&target, &files, &make, &|| ())).is_err());
        assert_eq!(tree(&target), site(SMALL));
        only_the_target_is_in(folder.path());
    }
}

/// A small disk of its own, unmounted in the end. `None` where that takes rights that the test does not have.
#[cfg(target_os = "linux")]
struct Mount(PathBuf);

#[cfg(target_os = "linux")]
impl Mount {
    fn new(at: &Path, options: &str) -> Option<Mount> {
        fs::create_dir_all(at).unwrap();
        let done =
            Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(at).stderr(Stdio::null()).status();
        if done.is_ok_and(|status| status.success()) {
            return Some(Mount(at.to_owned()));
        }
        println!("skipped: mounting a small disk takes rights that this process does not have");
        None
    }
}

#[cfg(target_os = "linux")]
impl Drop for Mount {
    fn drop(&mut self) {
        Command::new("umount").arg("-l").arg(&self.0).status().unwrap();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_reported_and_the_site_before_stays() {
    let (folder, _) = place();
    let disk = folder.path().join("disk");
    let Some(_mount) = Mount::new(&disk, "size=2m") else { return };
    let target = disk.join("public");
    write(&target, &site(SMALL)).unwrap();
    let large: Tree = (0..100).map(|n| (format!("p{n}.html"), "x".repeat(50_000))).collect();
    for way in [disk::write, disk::write_stepwise] {
        let error = write_by(way, &target, &large).unwrap_err();
        assert!(error.message.contains("No space left"), "{error}");
        assert!(error.message.contains("public/p"), "{error}");
        assert_eq!(tree(&target), site(SMALL));
        only_the_target_is_in(&disk);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_mounted_target_is_written_stepwise() {
    let (folder, target) = place();
    let Some(_mount) = Mount::new(&target, "size=2m") else { return };
    assert_eq!(write(&target, &site(SMALL)).unwrap().swap, Swap::Stepwise);
    let now = site(&[("index.html", "changed")]);
    assert_eq!(write(&target, &now).unwrap().swap, Swap::Stepwise);
    assert_eq!(tree(&target), now);
    only_the_target_is_in(folder.path());
}

#[cfg(target_os = "linux")]
#[test]
fn a_bind_mount_is_noticed_when_the_exchange_fails() {
    let (folder, target) = place();
    let elsewhere = folder.path().join("elsewhere");
    let outer = folder.path().join("outer");
    fs::create_dir_all(&elsewhere).unwrap();
    fs::create_dir_all(&target).unwrap();
    fs::create_dir_all(&outer).unwrap();
    let done = Command::new("mount").arg("--bind").arg(&elsewhere).arg(&target).stderr(Stdio::null()).status();
    if !done.is_ok_and(|status| status.success()) {
        return println!("skipped: mounting takes rights that this process does not have");
    }
    let _mount = Mount(target.clone());
    // Same device, so only the attempt tells.
    assert_eq!(write(&target, &site(SMALL)).unwrap().swap, Swap::Stepwise);
    let now = site(&[("index.html", "changed")]);
    assert_eq!(write(&target, &now).unwrap().swap, Swap::Stepwise);
    assert_eq!(tree(&elsewhere), now);
    assert!(!folder.path().join(".public.cairn-new").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_read_only_target_is_an_error() {
    let (folder, _) = place();
    let disk = folder.path().join("disk");
    let Some(_mount) = Mount::new(&disk, "size=2m") else { return };
    let target = disk.join("public");
    write(&target, &site(SMALL)).unwrap();
    assert!(Command::new("mount").args(["-o", "remount,ro"]).arg(&disk).status().unwrap().success());
    let error = write(&target, &site(&[("index.html", "changed")])).unwrap_err();
    assert!(error.message.contains("public") && error.message.contains("Read-only"), "{error}");
    assert!(error.help.is_some());
    assert_eq!(tree(&target), site(SMALL));
}

const PAGES: usize = 60;

/// A site of which every page names its version.
fn version(n: usize) -> Tree {
    let mut site: Tree = (0..PAGES).map(|page| (format!("p{page}/index.html"), format!("{n} {page}"))).collect();
    site.insert(format!("only-{n}/index.html"), "once".to_owned());
    site.insert("same.css".to_owned(), "same".to_owned());
    site
}

/// Not a test of its own: the process that [`a_kill_leaves_one_whole_site`] and its sister start and kill.
#[test]
fn writer() {
    let Ok(task) = std::env::var("CAIRN_TEST_WRITER") else { return };
    let (way, task) = task.split_once(' ').unwrap();
    let (first, target) = task.split_once(' ').unwrap();
    let way: Write = if way == "whole" { disk::write } else { disk::write_stepwise };
    for n in first.parse::<usize>().unwrap().. {
        write_by(way, Path::new(target), &version(n % VERSIONS)).unwrap();
        println!("\nwritten");
    }
}

/// Lets a process write one version after the other, and kills it some time after the first is there.
fn kill_a_writer(way: &str, first: usize, target: &Path, after: Duration) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "writer", "--nocapture"])
        .env("CAIRN_TEST_WRITER", format!("{way} {first} {}", target.display()))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == "written"), "the writer stopped by itself");
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
}

const VERSIONS: usize = 7;

#[test]
fn a_kill_leaves_one_whole_site() {
    let (folder, target) = place();
    write(&target, &version(0)).unwrap();
    put(&target, "CNAME", "host");
    let whole = |n| {
        let mut site = version(n);
        site.insert("CNAME".to_owned(), "host".to_owned());
        site
    };
    let mut left = 0;
    for round in 0..20 {
        kill_a_writer("whole", round, &target, Duration::from_micros(round as u64 * 1_709));
        let now = tree(&target);
        assert!((0..VERSIONS).any(|n| now == whole(n)), "a mixture of two sites in round {round}");
        left += usize::from(fs::read_dir(folder.path()).unwrap().count() > 1);
    }
    assert!(left > 5, "nearly all builds were killed while they did nothing");
    write(&target, &version(1)).unwrap();
    only_the_target_is_in(folder.path());
    assert_eq!(tree(&target), whole(1));
}

#[test]
fn after_a_kill_in_a_stepwise_swap_the_next_build_completes_it() {
    let (folder, target) = place();
    write_by(disk::write_stepwise, &target, &version(0)).unwrap();
    put(&target, "CNAME", "host");
    for round in 0..20 {
        kill_a_writer("stepwise", round, &target, Duration::from_micros(round as u64 * 1_709));
        let mut expected = version(round % VERSIONS);
        write_by(disk::write_stepwise, &target, &expected).unwrap();
        expected.insert("CNAME".to_owned(), "host".to_owned());
        assert_eq!(tree(&target), expected);
        only_the_target_is_in(folder.path());
    }
}

/// Paths that meet often: as files, as folders, under both names.
fn path() -> impl Strategy<Value = String> {
    proptest::collection::vec(prop_oneof!["[abc]", "[abc]\\.html"], 1..4).prop_map(|segments| segments.join("/"))
}

fn tree_of_any_shape(most: usize) -> impl Strategy<Value = Tree> {
    proptest::collection::btree_map(path(), "[xyz]{0,2}", 0..most).prop_map(|mut tree| {
        let names: Vec<String> = tree.keys().cloned().collect();
        tree.retain(|path, _| !names.iter().any(|other| other.starts_with(&format!("{path}/"))));
        tree
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whatever stood there: afterwards it is the new site and what others put there, or an error and all as before.
    #[test]
    fn the_target_is_the_new_site_and_what_others_put_there(
        sites in proptest::collection::vec(tree_of_any_shape(12), 1..4),
        foreign in tree_of_any_shape(4),
        stepwise in any::<bool>(),
    ) {
        let way: Write = if stepwise { disk::write_stepwise } else { disk::write };
        let (folder, target) = place();
        write_by(way, &target, &sites[0]).unwrap();
        let mut theirs = Tree::new();
        for (path, text) in &foreign {
            let file = target.join(path);
            if !file.exists() && fs::create_dir_all(file.parent().unwrap()).is_ok() {
                fs::write(&file, text).unwrap();
                theirs.insert(path.clone(), text.clone());
            }
        }
        for site in &sites {
            let before = tree(&target);
            let collide = |a: &str, b: &str| a == b || a.starts_with(&format!("{b}/")) || b.starts_with(&format!("{a}/"));
            let meets = |path: &String, text: &String| {
                theirs.iter().any(|(other, its)| collide(path, other) && (path != other || text != its))
            };
            match write_by(way, &target, site) {
                Ok(written) => {
                    theirs.retain(|path, _| !site.contains_key(path));
                    let mut expected = site.clone();
                    expected.extend(theirs.clone());
                    let mut now = tree(&target);
                    // A folder that was made for a foreign file may stay behind it, empty.
                    now.retain(|path, _| !path.ends_with('/'));
                    prop_assert_eq!(now, expected);
                    prop_assert_eq!(written.left, None);
                }
                Err(error) => {
                    prop_assert!(site.iter().any(|(path, text)| meets(path, text)), "{}", error);
                    prop_assert_eq!(tree(&target), before);
                }
            }
            prop_assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        }
    }
}

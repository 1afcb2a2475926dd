//! The objects of a PDF file: pages, outline, the tree of what each part is, fonts and pictures. Standard: ISO 32000-1 (PDF 1.7).

use pdf_writer::types::{PageMode, Predictor, StructRole, TableHeaderScope};
use pdf_writer::writers::StructTreeRoot;
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, TextStr};

use super::canvas::{Canvas, DrawnPage, face_name, kind, picture_name};
use super::deflate::deflated;
use super::flow::{Element, Laid, MARGIN, OutlineEntry, PAGE, Role, Style, WIDTH};
use super::font_file::UsedGlyphs;
use super::fonts::Fonts;
use super::paragraph::lines;
use super::picture::Picture;

/// Letters of a line of the outline; chosen: what a reader's window shows.
const MOST_OUTLINE: usize = 120;

/// What a PDF says of itself.
pub(super) struct About<'a> {
    pub title: &'a str,
    pub program: &'a str,
    pub ticket: &'a str,
    /// At the bottom of each page, before its number.
    pub foot: &'a str,
    pub foot_style: Style,
}

/// Objects that others point to.
struct Objects {
    tree: Ref,
    outline: Ref,
    parts: Ref,
    parents: Ref,
    document: Ref,
    pages: Vec<Ref>,
    elements: Vec<Ref>,
    faces: Vec<Ref>,
}

/// The whole file.
///
/// # Errors
/// When a font can't be embedded, in words.
pub(super) fn written(laid: Laid, fonts: &Fonts<'_>, about: &About<'_>) -> Result<Vec<u8>, String> {
    let mut next = Ref::new(1);
    let (catalog, info) = (next.bump(), next.bump());
    let objects = Objects {
        tree: next.bump(),
        outline: next.bump(),
        parts: next.bump(),
        parents: next.bump(),
        document: next.bump(),
        pages: laid.pages.iter().map(|_| next.bump()).collect(),
        elements: laid.elements.iter().map(|_| next.bump()).collect(),
        faces: fonts.faces().iter().map(|_| next.bump()).collect(),
    };
    let (mut used, mut pictures) = (fonts.faces().iter().map(UsedGlyphs::of).collect::<Vec<_>>(), Vec::new());
    let of = laid.pages.len();
    let mut drawn = Vec::new();
    for (number, page) in (1_usize..).zip(laid.pages) {
        let mut canvas = Canvas::new(fonts, &mut used, &mut pictures);
        for placed in page {
            let role = laid.elements.get(placed.element).map_or(Role::Paragraph, |element| element.role);
            canvas.place(placed, role);
        }
        let size = about.foot_style.size;
        let counted =
            lines(fonts, &format!("page {number} of {of}"), WIDTH).into_iter().next().unwrap_or_default();
        let right = MARGIN + WIDTH - counted.width * size;
        let room = (WIDTH - counted.width * size) / size - 2.0;
        let named = lines(fonts, about.foot, room).into_iter().next().unwrap_or_default();
        canvas.foot(&[(named, MARGIN), (counted, right)], about.foot_style);
        drawn.push(canvas.finish());
    }
    let mut pdf = Pdf::new();
    let mut root = pdf.catalog(catalog);
    root.pages(objects.tree).outlines(objects.outline).page_mode(PageMode::UseOutlines).lang(TextStr("en"));
    root.viewer_preferences().display_doc_title(true);
    root.mark_info().marked(true);
    root.pair(Name(b"StructTreeRoot"), objects.parts);
    root.finish();
    let mut parts = pdf.indirect(objects.parts).start::<StructTreeRoot<'_>>();
    parts.child(objects.document).pair(Name(b"ParentTree"), objects.parents);
    parts.finish();
    pdf.document_info(info)
        .title(TextStr(about.title))
        .creator(TextStr(about.program))
        .subject(TextStr(about.ticket));
    pdf.set_file_id((about.ticket.as_bytes().to_vec(), about.ticket.as_bytes().to_vec()));
    pdf.pages(objects.tree).kids(objects.pages.iter().copied()).count(i32::try_from(of).unwrap_or(i32::MAX));
    let images: Vec<Ref> = pictures.iter().map(|_| next.bump()).collect();
    for (place, (page, id)) in drawn.iter().zip(&objects.pages).enumerate() {
        let contents = next.bump();
        write_page(&mut pdf, *id, contents, page, place, &objects, &images);
    }
    for (picture, id) in pictures.iter().zip(&images) {
        write_picture(&mut pdf, *id, picture);
    }
    write_outline(&mut pdf, &objects, &laid.outline, &mut next);
    write_elements(&mut pdf, &objects, &laid.elements, &drawn, &mut next);
    for ((face, used), id) in fonts.faces().iter().zip(&used).zip(&objects.faces) {
        if !used.are_none() {
            used.write(&mut pdf, *id, face, &mut next)?;
        }
    }
    Ok(pdf.finish())
}

fn write_page(
    pdf: &mut Pdf,
    id: Ref,
    contents: Ref,
    page: &DrawnPage,
    place: usize,
    objects: &Objects,
    images: &[Ref],
) {
    let mut written = pdf.page(id);
    written
        .media_box(Rect::new(0.0, 0.0, PAGE[0], PAGE[1]))
        .parent(objects.tree)
        .contents(contents)
        .struct_parents(i32::try_from(place).unwrap_or(i32::MAX))
        .pair(Name(b"Tabs"), Name(b"S"));
    let mut resources = written.resources();
    let mut fonts = resources.fonts();
    for face in &page.faces {
        if let Some(id) = objects.faces.get(*face) {
            fonts.pair(Name(face_name(*face).as_bytes()), *id);
        }
    }
    fonts.finish();
    let mut pictures = resources.x_objects();
    for place in &page.pictures {
        if let Some(id) = images.get(*place) {
            pictures.pair(Name(picture_name(*place).as_bytes()), *id);
        }
    }
    pictures.finish();
    resources.finish();
    written.finish();
    pdf.stream(contents, &deflated(&page.operators)).filter(Filter::FlateDecode);
}

fn write_picture(pdf: &mut Pdf, id: Ref, picture: &Picture) {
    let size = |pixels: u32| i32::try_from(pixels).unwrap_or(i32::MAX);
    let mut image = pdf.image_xobject(id, &picture.data);
    image
        .filter(Filter::FlateDecode)
        .decode_parms()
        .predictor(Predictor::PngOptimum)
        .colors(i32::from(picture.colours))
        .columns(size(picture.width));
    image.width(size(picture.width)).height(size(picture.height)).bits_per_component(8);
    if picture.colours == 3 {
        image.color_space().device_rgb();
    } else {
        image.color_space().device_gray();
    }
}

/// Two levels: what is deeper belongs to the line before it.
fn write_outline(pdf: &mut Pdf, objects: &Objects, entries: &[OutlineEntry], next: &mut Ref) {
    let groups: Vec<Vec<(Ref, &OutlineEntry)>> = entries
        .chunk_by(|_, after| after.depth > 0)
        .map(|group| group.iter().map(|entry| (next.bump(), entry)).collect())
        .collect();
    let heads: Vec<(Ref, &OutlineEntry)> = groups.iter().filter_map(|group| group.first().copied()).collect();
    let count = |entries: usize| i32::try_from(entries).unwrap_or(i32::MAX);
    if let (Some((first, _)), Some((last, _))) = (heads.first(), heads.last()) {
        pdf.outline(objects.outline).first(*first).last(*last).count(count(heads.len()));
    } else {
        pdf.outline(objects.outline);
    }
    write_siblings(pdf, objects, objects.outline, &heads, &|place| {
        let inside = groups.get(place)?.get(1..)?;
        // Closed until somebody opens it.
        Some((inside.first()?.0, inside.last()?.0, -count(inside.len())))
    });
    for group in &groups {
        if let [(head, _), inside @ ..] = group.as_slice() {
            write_siblings(pdf, objects, *head, inside, &|_| None);
        }
    }
}

type Inside = Option<(Ref, Ref, i32)>;

fn write_siblings(
    pdf: &mut Pdf,
    objects: &Objects,
    parent: Ref,
    entries: &[(Ref, &OutlineEntry)],
    inside: &dyn Fn(usize) -> Inside,
) {
    let at = |place: Option<usize>| place.and_then(|place| entries.get(place)).map(|(id, _)| *id);
    for (place, (id, entry)) in entries.iter().enumerate() {
        let mut item = pdf.outline_item(*id);
        let text: String = entry.text.chars().filter(|one| !one.is_control()).take(MOST_OUTLINE).collect();
        item.title(TextStr(&text)).parent(parent);
        if let Some(before) = at(place.checked_sub(1)) {
            item.prev(before);
        }
        if let Some(after) = at(place.checked_add(1)) {
            item.next(after);
        }
        if let Some((first, last, count)) = inside(place) {
            item.first(first).last(last).count(count);
        }
        if let Some(page) = objects.pages.get(entry.page) {
            item.dest().page(*page).xyz(MARGIN, PAGE[1] - entry.y, None);
        }
    }
}

/// What each part is, and which marks on which page belong to it.
fn write_elements(
    pdf: &mut Pdf,
    objects: &Objects,
    elements: &[Element],
    drawn: &[DrawnPage],
    next: &mut Ref,
) {
    let mut marks: Vec<Vec<(Ref, i32)>> = elements.iter().map(|_| Vec::new()).collect();
    let mut parents = Vec::new();
    for (page, id) in drawn.iter().zip(&objects.pages) {
        for (number, element) in (0..).zip(&page.marked) {
            if let Some(marks) = marks.get_mut(*element) {
                marks.push((*id, number));
            }
        }
        let of_marks = next.bump();
        pdf.indirect(of_marks)
            .array()
            .items(page.marked.iter().filter_map(|element| objects.elements.get(*element)));
        parents.push(of_marks);
    }
    let mut tree = pdf.number_tree::<Ref>(objects.parents);
    let mut numbers = tree.nums();
    for (key, id) in (0..).zip(parents) {
        numbers.insert(key, id);
    }
    numbers.finish();
    tree.finish();
    let mut inside: Vec<Vec<Ref>> = elements.iter().map(|_| Vec::new()).collect();
    let mut top = Vec::new();
    for (element, id) in elements.iter().zip(&objects.elements) {
        element.parent.and_then(|parent| inside.get_mut(parent)).unwrap_or(&mut top).push(*id);
    }
    let mut document = pdf.struct_element(objects.document);
    document.kind(StructRole::Document).parent(objects.parts);
    let mut children = document.children();
    top.into_iter().for_each(|child| _ = children.struct_element(child));
    children.finish();
    document.finish();
    for (place, (element, id)) in elements.iter().zip(&objects.elements).enumerate() {
        let mut written = pdf.struct_element(*id);
        written.kind(kind(element.role));
        written.parent(
            element
                .parent
                .and_then(|parent| objects.elements.get(parent))
                .copied()
                .unwrap_or(objects.document),
        );
        if let Some(words) = &element.words {
            written.alt(TextStr(words));
        }
        let scope = match element.role {
            Role::ColumnHead => Some(TableHeaderScope::Column),
            Role::RowHead => Some(TableHeaderScope::Row),
            _ => None,
        };
        if let Some(scope) = scope {
            written.attributes().push().table().scope(scope);
        }
        let mut children = written.children();
        inside.get(place).into_iter().flatten().for_each(|child| _ = children.struct_element(*child));
        for (page, number) in marks.get(place).into_iter().flatten() {
            children.marked_content_ref().page(*page).marked_content_id(*number);
        }
    }
}

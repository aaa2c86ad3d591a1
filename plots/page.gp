# plots/page.gp: what every picture begins with: the page, its title and its foot.
# Arguments, set by the lines before this one:
#   width, height                     pixels
#   font, text_size                   of texts without a size of their own
#   page_count, page_text[], page_y[], page_size[]   lines of text: their middle in pixels from the top, size in pixels
#   formats[], outputs[]              the pictures to write: 'svg', 'png', 'pdf' or 'text', and the file
#   cell_columns, cell_rows, cell_colour   of a picture of characters: its size, and whether it has colours
#   data                              the name of a datablock or file, tab-separated, # begins a comment,
#                                     NaN is a number that is missing
# Output: plots/write.gp draws what is set here and in plots/KIND.gp into every file. `drawn` is the format at present,
#   dashtypes 2 to 5 and drawn_size(mark), a factor of a mark's size, make it alike in all.
set encoding utf8
set datafile separator "\t"
set key off
x(pixels) = pixels / (1.0 * width)
y(pixels) = 1 - pixels / (1.0 * height)
font_of(size) = sprintf(',%g', size)

# Cairo counts fonts, points, lines and dashes otherwise than svg: the factors are such that all three are one drawing. A
# PNG has twice the pixels, to be sharp in a document.
svg = sprintf("svg size %d,%d font '%s,%d' noenhanced background rgb 'white'", width, height, font, text_size)
png = sprintf("pngcairo size %d,%d font '%s,%d' fontscale 1.5 pointscale 2.9 linewidth 2 dashlength 2 noenhanced background rgb 'white'", \
              2 * width, 2 * height, font, text_size)
pdf = sprintf("pdfcairo size %gin,%gin font '%s,%d' fontscale 0.5625 pointscale 1.1 linewidth 1.333 dashlength 2 noenhanced background rgb 'white'", \
              width / 96.0, height / 96.0, font, text_size)
text = sprintf("dumb size %d,%d noenhanced nofeed %s", cell_columns, cell_rows, cell_colour ? 'ansi256' : 'mono')
is_text = formats[1] eq 'text'

# gnuplot's own dashes are longer in cairo than in svg; these are the same, dashed, dotted, and two with dots between
set dashtype 2 (10,6)
set dashtype 3 (3,5)
set dashtype 4 (12,5,2,5)
set dashtype 5 (12,4,2,4,2,4)
# and so are triangles and diamonds, which it makes smaller in cairo
drawn = formats[1]
drawn_size(mark) = is_text || drawn eq 'svg' ? 1 : mark == 12 || mark == 13 ? 1.41 : mark >= 8 && mark <= 11 ? 1.2 : 1

do for [i = 1:page_count] {
    set label page_text[i] at screen x(margin), screen y(page_y[i]) left font font_of(page_size[i]) \
        textcolor rgb (page_size[i] > text_size ? '#111111' : '#444444')
}
eval 'set terminal '.value(formats[1])
set output outputs[1]
